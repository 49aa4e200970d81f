// Text as a terminal shows it: graphemes, and how many columns they take. Pure, once the tables are loaded.
import type stringWidth from 'string-width'

/**
 * Letters that are one grapheme and one column each, Latin, Greek and Cyrillic ones and those we draw with among
 * them: what needs no tables.
 */
const PLAIN = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u0386-\u0482\u048a-\u052f\u2010-\u2027\u2500]*$/

let segmenter: Intl.Segmenter | null = null
let tables: typeof stringWidth | null = null

/**
 * Loads the tables of widths. That takes longer than all the rest of a screen, which begins without: the room needs
 * them too, and is there soon.
 */
export async function loadWidths(): Promise<void> {
  tables ??= (await import('string-width')).default
}

/** The graphemes of a text: what a person takes for one letter, UAX #29. */
export function graphemes(text: string): string[] {
  if (PLAIN.test(text)) return text.split('')
  return Array.from(segments(text), ({ segment }) => segment)
}

/** How many columns of a terminal a text takes. Terminals differ in some emoji and rare scripts. */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length
  return tables?.(text, { countAnsiEscapeCodes: true }) ?? roughly(text)
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

/** For the moment before the tables are there. */
function roughly(text: string): number {
  return graphemes(text).reduce((sum, grapheme) => sum + (grapheme < '\u1100' ? 1 : 2), 0)
}

function segments(text: string): Intl.Segments {
  // Made when first needed: it takes a moment.
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}
