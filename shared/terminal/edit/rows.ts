// The cursor's position among the rows of a multi-line text. Pure.
import { columnAfter, graphemes } from './graphemes.ts'
import { textOf, type Line } from './line.ts'

/** The cursor's column in its row. */
export function columnOf({ before }: Line): number {
  return graphemes(before.slice(rowStart(before))).reduce(columnAfter, 0)
}

/** The line with the cursor one row up or down, at most at `column`; null if there is no such row. */
export function toRow(line: Line, by: -1 | 1, column: number): Line | null {
  const text = textOf(line)
  const start = by === -1 ? startAbove(line.before) : startBelow(line)
  if (start === null) return null
  const [row = ''] = text.slice(start).split('\n', 1)
  const index = start + lengthUpTo(row, column)
  return { before: text.slice(0, index), after: text.slice(index) }
}

function startAbove(before: string): number | null {
  const start = rowStart(before)
  return start === 0 ? null : rowStart(before.slice(0, start - 1))
}

function startBelow({ before, after }: Line): number | null {
  const newline = after.indexOf('\n')
  return newline === -1 ? null : before.length + newline + 1
}

function rowStart(text: string): number {
  return text.lastIndexOf('\n') + 1
}

/** The length of the part of a row up to a column. */
function lengthUpTo(row: string, column: number): number {
  let length = 0
  let reached = 0
  for (const grapheme of graphemes(row)) {
    reached = columnAfter(reached, grapheme)
    if (reached > column) break
    length += grapheme.length
  }
  return length
}
