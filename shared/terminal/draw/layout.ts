// Wraps styled text into rows of a screen. Pure.
import { columnAfter, columnsOf, isPlain } from '../edit/graphemes.ts'
import { blanks, cellsOf, spansOf, type Cell } from './cells.ts'
import { RowBreaker } from './row-breaker.ts'
import { plain, plainText, type Entry, type Span } from './styled-text.ts'

/** Indent of continuation rows for entries without a head. */
const HANGING = 2
/** UTF-16 units per column of a clipped row, enough for family emoji: combining marks take no columns. */
const MOST_UNITS_A_COLUMN = 8

/**
 * The rows of an entry on a screen of that many columns: broken between words, with further rows below the body.
 * A head that takes more than half of the screen gets a row of its own. Only a word that the terminal is to wrap
 * makes a row wider than the screen.
 */
export function wrap(entry: Entry, columns: number): Span[][] {
  const { head, body, isWhole = false } = entry
  const whole = plainText([...head, ...body])
  if (isWhole || (isPlain(whole) && whole.length <= columns)) return [[...head, ...body]]

  const headColumns = columnsOf(plainText(head))
  const isNarrow = headColumns > columns / 2 && headColumns + columnsOf(plainText(body)) > columns
  const indent = head.length === 0 || isNarrow ? Math.min(HANGING, columns - 1) : headColumns
  const first = head.length === 0 ? 0 : indent
  const breaker = new RowBreaker({ columns, first, indent })
  for (const cell of cellsOf(body)) breaker.add(cell)
  const rows = breaker.end().map(spansOf)
  return [
    ...(isNarrow ? [head] : []),
    ...rows.map((row, index) => {
      if (index > 0) return row.length > 0 ? [...blanks(indent), ...row] : []
      return isNarrow ? [...blanks(first), ...row] : [...head, ...row]
    })
  ]
}

/** An entry in a single row, clipped with an ellipsis if it does not fit. */
export function clip({ head, body }: Entry, columns: number): Span[] {
  const spans = [...head, ...body]
  const whole = plainText(spans)
  if (isPlain(whole) && whole.length <= columns) return spans
  const origin = columnsOf(plainText(head))
  const cells: Cell[] = []
  let used = 0
  let units = 0
  /** How many cells fit if an ellipsis follows. */
  let fitting = 0
  for (const cell of cellsOf(spans)) {
    const start = used
    used = columnAfter(start - origin, cell.text) + origin
    units += cell.text.length
    const isTooMuch = used > columns || units > MOST_UNITS_A_COLUMN * columns
    if (isTooMuch) return columns > 0 ? [...spansOf(cells.slice(0, fitting)), plain('…')] : []
    cells.push(cell.text === '\t' ? { ...cell, text: ' '.repeat(used - start) } : cell)
    if (used < columns) fitting = cells.length
  }
  return spansOf(cells)
}
