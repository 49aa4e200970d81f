// Updates the live rows in place: only the differences are sent. Pure.
import { graphemeStart } from '../edit/graphemes.ts'
import { HIDE_CURSOR, RESTORE_CURSOR, SAVE_CURSOR, SHOW_CURSOR } from './escapes.ts'
import { isCertain, Pen } from './pen.ts'
import type { Row } from './prompt.ts'
import { plainText, type Span } from './styled-text.ts'
import type { Depth } from './theme.ts'

export interface PatchOptions {
  columns: number
  depth: Depth
}

/** The bytes that turn the rows `drawn` into as many `rows`, cursor included; empty if they are the same. */
export function patchRows(drawn: Row[], rows: Row[], options: PatchOptions): string {
  const from = cursorRowOf(drawn)
  const to = cursorRowOf(rows)
  const pen = new Pen(options, from, drawn[from]?.before ?? [])
  rows.forEach((row, index) => {
    const before = drawn[index]
    if (index !== to && before && !isSame(spansOf(before), spansOf(row)))
      rewrite(pen, index, before, row)
  })
  const others = pen.bytes
  const [before, row] = [drawn[to], rows[to]]
  if (!before || !row) return others
  const isCursorStill = from === to && isSame(before.before, row.before)
  if (isCursorStill && isSame(spansOf(before), spansOf(row))) {
    return others && HIDE_CURSOR + SAVE_CURSOR + others + RESTORE_CURSOR + SHOW_CURSOR
  }
  rewrite(pen, to, before, row)
  return others ? HIDE_CURSOR + pen.bytes + SHOW_CURSOR : pen.bytes
}

/** Rewrites what differs in a row, and places the cursor if it is in this row. */
function rewrite(pen: Pen, index: number, drawn: Row, row: Row): void {
  const [old, spans] = [spansOf(drawn), spansOf(row)]
  const before = plainText(row.before)
  // No need to know the cursor's column, as long as it has not been moved yet.
  const typed = pen.bytes === '' && !isCertain(before) ? typedAtEnd(drawn, row) : null
  if (typed !== null) return pen.write(typed)
  const length = commonLength(old, spans)
  const isCursorSure = row.after === null || isCertain(before)
  if (!isSame(old, spans) || !isCursorSure) {
    pen.moveTo(index, length)
    if (!isCovered(plainText(old), plainText(spans))) pen.eraseRest()
    const isAtEnd = plainText(row.after ?? []) === ''
    if (isCursorSure || isAtEnd) {
      pen.write(spansFrom(spans, length))
    } else {
      // Only the terminal knows where the cursor is.
      pen.write(spansFrom(row.before, length))
      pen.add(SAVE_CURSOR)
      pen.write(row.after ?? [])
      pen.add(RESTORE_CURSOR)
    }
  }
  if (row.after !== null && isCursorSure) pen.moveTo(index, before.length)
}

/** The text appended at the end of the line, if the cursor was and is there; null for any other change. */
function typedAtEnd(drawn: Row, row: Row): Span[] | null {
  const isAtEnd = [drawn, row].every(({ after }) => after !== null && plainText(after) === '')
  const [last, next] = [drawn.before.at(-1), row.before.at(-1)]
  if (!isAtEnd || !last || !next || last.style !== next.style || !next.text.startsWith(last.text))
    return null
  if (!isSame(drawn.before.slice(0, -1), row.before.slice(0, -1))) return null
  const { length } = last.text
  // A combining mark is written together with its base letter.
  const isApart = length === next.text.length || graphemeStart(next.text, length) === length
  return isApart ? [{ ...next, text: next.text.slice(length) }] : null
}

/** Whether another row can be written over this one without erasing it first. */
function isCovered(old: string, text: string): boolean {
  return isCertain(old) && isCertain(text) && text.length >= old.length
}

/** Length of the common start of two rows, as far as its columns are certain. */
function commonLength(one: Span[], other: Span[]): number {
  let common = 0
  for (const [index, span] of one.entries()) {
    const next = other[index]
    if (next?.style !== span.style) break
    const length = commonStart(span.text, next.text)
    common += length
    if (length < Math.max(span.text.length, next.text.length)) break
  }
  // A combining mark belongs to the letter before it.
  const isJoined = [one, other].some((spans) => !isCertain(plainText(spans).charAt(common)))
  return isJoined ? Math.max(common - 1, 0) : common
}

function commonStart(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length] && isCertain(one.charAt(length)))
    length++
  return length
}

function spansFrom(spans: Span[], start: number): Span[] {
  let skipped = 0
  return spans.flatMap((span) => {
    const text = span.text.slice(Math.max(start - skipped, 0))
    skipped += span.text.length
    return text === '' ? [] : [{ ...span, text }]
  })
}

/** A whole row, before and after the cursor, with neighbouring spans of one style joined. */
function spansOf({ before, after }: Row): Span[] {
  const last = before.at(-1)
  const [first, ...rest] = after ?? []
  if (!last || !first || first.style !== last.style) return [...before, ...(after ?? [])]
  return [...before.slice(0, -1), { ...last, text: last.text + first.text }, ...rest]
}

function isSame(one: Span[], other: Span[]): boolean {
  return (
    one.length === other.length &&
    one.every(
      ({ text, style }, index) => other[index]?.text === text && other[index].style === style
    )
  )
}

function cursorRowOf(rows: Row[]): number {
  return rows.findIndex(({ after }) => after !== null)
}
