// Styled text as cells, each with the most columns a terminal may give it: a row that a terminal wraps by itself
// would continue in the column of times and names. Pure.
import { eachGrapheme, mostColumnsOf } from '../edit/graphemes.ts'
import { plain, type Span, type Style } from './styled-text.ts'

export interface Cell {
  text: string
  style: Style
  columns: number
}

/** The cells of styled text, lazily: a caller may not need all of a long text. */
export function* cellsOf(spans: Span[]): Generator<Cell> {
  for (const { text, style } of spans) {
    for (const grapheme of eachGrapheme(text)) {
      yield { text: grapheme, style, columns: mostColumnsOf(grapheme) }
    }
  }
}

/** Joins neighbouring cells of the same style into spans. */
export function spansOf(cells: readonly Cell[]): Span[] {
  const spans: Span[] = []
  for (const { text, style } of cells) {
    const last = spans.at(-1)
    if (last?.style === style) last.text += text
    else spans.push({ text, style })
  }
  return spans
}

/** That many blank columns. */
export function blanks(columns: number): Span[] {
  return columns > 0 ? [plain(' '.repeat(columns))] : []
}
