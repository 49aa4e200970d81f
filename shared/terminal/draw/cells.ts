// Styled text letter by letter, with the columns each takes at most: a row that a terminal breaks by itself would go on
// where a time and a name stand. Pure.
import { eachGrapheme, mostColumnsOf } from '../edit/graphemes.ts'
import { plain, type Span, type Style } from './styled-text.ts'

export interface Cell {
  text: string
  style: Style
  columns: number
}

/** The cells of styled text, one at a time: not all of a long text may be wanted. */
export function* cellsOf(spans: Span[]): Generator<Cell> {
  for (const { text, style } of spans) {
    for (const grapheme of eachGrapheme(text)) {
      yield { text: grapheme, style, columns: mostColumnsOf(grapheme) }
    }
  }
}

/** Cells of the same style in one span. */
export function spansOf(cells: readonly Cell[]): Span[] {
  const spans: Span[] = []
  for (const { text, style } of cells) {
    const last = spans.at(-1)
    if (last?.style === style) last.text += text
    else spans.push({ text, style })
  }
  return spans
}

/** Blanks of so many columns. */
export function blanks(columns: number): Span[] {
  return columns > 0 ? [plain(' '.repeat(columns))] : []
}
