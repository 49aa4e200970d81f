// The line being edited, as rows of a screen with the cursor in one of them. Pure.
import { columnsOf, graphemes } from '../edit/graphemes.ts'
import type { Line } from '../edit/line.ts'
import { dim, plain, type Span } from './styled-text.ts'

/** A row of a screen. Where the cursor is, `after` is what comes behind it; null in other rows. */
export interface Row {
  before: Span[]
  after: Span[] | null
}

const MARGIN = '  '
/** Before a row that has others above it which are not shown. */
const CUT = '… '

/** The rows of a line after `mark`, at most so many: those around the cursor. */
export function promptRows(line: Line, mark: string, columns: number, most: number): Row[] {
  const rows = breakText(line, Math.max(columns - MARGIN.length, 1))
  const cursorRow = rows.findIndex(({ after }) => after !== null)
  const start = Math.min(Math.max(cursorRow - most + 1, 0), Math.max(rows.length - most, 0))
  return rows.slice(start, start + most).map(({ before, after }, index) => {
    const isFirst = start === 0 && index === 0
    const margin = isFirst ? mark : index === 0 ? CUT : MARGIN
    return {
      before: [dim(margin), plain(before)],
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
  const add = (grapheme: string): void => {
    const width = columnsOf(grapheme)
    if (grapheme === '\n' || used + width > columns) {
      rows.push({ before: '', after: null })
      used = 0
    }
    if (grapheme === '\n') return
    used += width
    const row = rows.at(-1)
    if (!row) return
    if (row.after === null) row.before += grapheme
    else row.after += grapheme
  }

  for (const grapheme of graphemes(before)) add(grapheme)
  // At the end of a full row the cursor stands at the start of the next.
  const [next = ''] = graphemes(after)
  const needed = next === '' || next === '\n' ? 1 : columnsOf(next)
  if (used + needed > columns) {
    rows.push({ before: '', after: null })
    used = 0
  }
  const cursorRow = rows.at(-1)
  if (cursorRow) cursorRow.after = ''
  for (const grapheme of graphemes(after)) add(grapheme)
  return rows
}
