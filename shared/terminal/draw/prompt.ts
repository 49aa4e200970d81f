// The line being edited, as rows of a screen, one of which holds the cursor. Pure.
import { columnAfter, columnsOf, graphemes } from '../edit/graphemes.ts'
import type { Line } from '../edit/line.ts'
import { dim, plain, type Span } from './styled-text.ts'

/** A row of a screen. In the row with the cursor, `after` is the text behind it; it is null in all other rows. */
export interface Row {
  before: Span[]
  after: Span[] | null
}

const MARGIN = '  '
/** A narrower screen has no columns to spare for a margin. */
const LEAST_COLUMNS = 4
/** Starts the first row if rows above it are hidden. */
const CUT = '… '

/** The rows of a line after `mark`, at most `most` of them: those around the cursor. */
export function promptRows(line: Line, mark: string, columns: number, most: number): Row[] {
  const hasMargin = columns >= LEAST_COLUMNS
  const rows = breakText(line, hasMargin ? columns - MARGIN.length : columns)
  const cursorRow = rows.findIndex(({ after }) => after !== null)
  const start = Math.min(Math.max(cursorRow - most + 1, 0), Math.max(rows.length - most, 0))
  return rows.slice(start, start + most).map(({ before, after }, index) => {
    const isFirst = start === 0 && index === 0
    const margin = isFirst ? mark : index === 0 ? CUT : MARGIN
    return {
      before: [...(hasMargin ? [dim(margin)] : []), plain(before)],
      after: after === null ? null : [plain(after)]
    }
  })
}

interface TextRow {
  before: string
  after: string | null
}

function breakText({ before, after }: Line, columns: number): TextRow[] {
  const rows: TextRow[] = [{ before: '', after: null }]
  let used = 0
  const newRow = (): void => {
    rows.push({ before: '', after: null })
    used = 0
  }
  const add = (grapheme: string): void => {
    if (grapheme === '\n') return newRow()
    const isTab = grapheme === '\t'
    if (used + (isTab ? 1 : columnsOf(grapheme)) > columns) newRow()
    // A tab that would cross the edge ends there.
    const start = used
    used = columnAfter(start, grapheme)
    if (isTab) used = Math.min(used, columns)
    const row = rows.at(-1)
    if (!row) return
    const text = isTab ? ' '.repeat(used - start) : grapheme
    if (row.after === null) row.before += text
    else row.after += text
  }

  for (const grapheme of graphemes(before)) add(grapheme)
  // At the end of a full row the cursor moves to the start of the next.
  const [next = ''] = graphemes(after)
  const needed = /^[\n\t]?$/.test(next) ? 1 : columnsOf(next)
  if (used + needed > columns) newRow()
  const cursorRow = rows.at(-1)
  if (cursorRow) cursorRow.after = ''
  for (const grapheme of graphemes(after)) add(grapheme)
  return rows
}
