// Text as a terminal shows it: graphemes, and how many columns they take. Pure.
import stringWidth from 'string-width'

const PLAIN = /^[\x20-\x7e]*$/

let segmenter: Intl.Segmenter | null = null

/** The graphemes of a text: what a person takes for one letter, UAX #29. */
export function graphemes(text: string): string[] {
  if (PLAIN.test(text)) return text.split('')
  return Array.from(segments(text), ({ segment }) => segment)
}

/** How many columns of a terminal a text takes. Terminals differ in some emoji and rare scripts. */
export function columnsOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text, { countAnsiEscapeCodes: true })
}

/** The start of the grapheme that the code unit at `index` belongs to. */
export function graphemeStart(text: string, index: number): number {
  return segments(text).containing(index)?.index ?? text.length
}

/** The end of the grapheme that the code unit at `index` belongs to. */
export function graphemeEnd(text: string, index: number): number {
  const grapheme = segments(text).containing(index)
  return grapheme ? grapheme.index + grapheme.segment.length : text.length
}

/** The longest beginning of a text that fits, with an ellipsis where something is left out. */
export function clip(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text
  let clipped = ''
  let used = 1
  for (const grapheme of graphemes(text)) {
    used += columnsOf(grapheme)
    if (used > columns) break
    clipped += grapheme
  }
  return columns > 0 ? `${clipped}…` : ''
}

function segments(text: string): Intl.Segments {
  // Made when first needed: it takes a moment.
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}
