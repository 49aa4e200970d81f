// Breaks styled text into rows of a screen. Pure.
import { columnsOf, graphemes } from '../edit/graphemes.ts'
import { plain, plainText, type Entry, type Span, type Style } from './styled-text.ts'

interface Cell {
  text: string
  style: Style
  columns: number
}

/** Further lines of what has no head. */
const HANGING = 2

/**
 * The rows of an entry on a screen of so many columns: broken between words, and further rows under the body.
 * A head that takes more than half of the screen has a row for itself.
 */
export function wrap(entry: Entry, columns: number): Span[][] {
  const { head, body, isWhole = false } = entry
  const whole = plainText([...head, ...body])
  if (isWhole) return [[...head, ...body]]
  if (!whole.includes('\n') && columnsOf(whole) <= columns) return [[...head, ...body]]

  const headColumns = columnsOf(plainText(head))
  const isNarrow = headColumns > columns / 2
  const indent = head.length === 0 || isNarrow ? Math.min(HANGING, columns - 1) : headColumns
  const first = head.length === 0 ? 0 : indent
  const rows = breakLines(cellsOf(body), { columns, first, indent })
  const margin = (count: number): Span[] => (count > 0 ? [plain(' '.repeat(count))] : [])
  return [
    ...(isNarrow ? [head] : []),
    ...rows.map((row, index) => {
      if (index > 0) return [...margin(indent), ...row]
      return isNarrow ? [...margin(first), ...row] : [...head, ...row]
    })
  ]
}

/** Styled text, cut off with an ellipsis where it does not fit. */
export function clipSpans(spans: Span[], columns: number): Span[] {
  if (columnsOf(plainText(spans)) <= columns) return spans
  const cells: Cell[] = []
  let used = 1
  for (const cell of cellsOf(spans)) {
    used += cell.columns
    if (used > columns) break
    cells.push(cell)
  }
  return columns > 0 ? [...spansOf(cells), plain('…')] : []
}

interface Margins {
  columns: number
  /** Where the first row begins. */
  first: number
  /** Where the others do. */
  indent: number
}

function breakLines(cells: Cell[], { columns, first, indent }: Margins): Span[][] {
  const rows: Cell[][] = []
  let start = 0
  let used = first
  /** Where the last word of this row begins. */
  let wordAt = 0

  for (let index = 0; index < cells.length; index++) {
    const { text, columns: width } = cells[index] ?? { text: '', columns: 0 }
    const isNewline = text === '\n'
    // A space at the edge is not missed.
    const isFull = text !== ' ' && used + width > columns && index > start
    if (isNewline || isFull) {
      const end = isNewline || wordAt <= start ? index : wordAt
      rows.push(cells.slice(start, end))
      // What did not fit is taken anew, without the newline.
      index = isNewline ? index : end - 1
      start = index + 1
      used = indent
      continue
    }
    used += width
    if (text === ' ') wordAt = index + 1
  }
  rows.push(cells.slice(start))
  return rows.map((row) => spansOf(withoutTrailingSpace(row)))
}

function withoutTrailingSpace(cells: Cell[]): Cell[] {
  let { length } = cells
  while (cells[length - 1]?.text === ' ') length--
  return cells.slice(0, length)
}

function cellsOf(spans: Span[]): Cell[] {
  return spans.flatMap(({ text, style }) =>
    graphemes(text).map((grapheme) => ({ text: grapheme, style, columns: columnsOf(grapheme) }))
  )
}

/** Cells of the same style in one span. */
function spansOf(cells: Cell[]): Span[] {
  const spans: Span[] = []
  for (const { text, style } of cells) {
    const last = spans.at(-1)
    if (last?.style === style) last.text += text
    else spans.push({ text, style })
  }
  return spans
}
