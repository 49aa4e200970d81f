// Text as a terminal shows it: grapheme clusters and their widths in columns. Pure, once the tables are loaded.
import type stringWidth from 'string-width'

/**
 * Characters that are one grapheme of one column each, such as Latin, Greek and Cyrillic letters and our own
 * drawing characters: they need no tables.
 */
const PLAIN_LETTERS =
  '\\x20-\\x7e\\xa1-\\xac\\xae-\\u02ff\\u0386-\\u0482\\u048a-\\u052f\\u2010-\\u2027\\u2500'
const PLAIN = new RegExp(`^[${PLAIN_LETTERS}]*$`)
/** The same across several lines. */
const PLAIN_LINES = new RegExp(`^[\\n\\t${PLAIN_LETTERS}]*$`)

/** Distance between tab stops. */
const TAB_COLUMNS = 8

/**
 * UTF-16 units segmented at a time: Node 18 to 21 take quadratic time. A grapheme with more marks than that, which
 * no language has, counts as several.
 */
const CHUNK = 256

/** How many widths are cached, and the longest text cached: graphemes and names. */
const MOST_WIDTHS = 5000
const LONGEST_REMEMBERED = 100

let segmenter: Intl.Segmenter | null = null
let tables: typeof stringWidth | null = null
const widths = new Map<string, number>()

/**
 * Loads the width tables. That takes longer than the rest of a screen, so the screen starts without them.
 */
export async function loadWidths(): Promise<void> {
  tables ??= (await import('string-width')).default
}

/** Whether every character of a text is a grapheme of one column on every terminal. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text)
}

/** The graphemes of a text (UAX #29): what a person perceives as one character. */
export function graphemes(text: string): string[] {
  return PLAIN_LINES.test(text) ? text.split('') : Array.from(eachGrapheme(text))
}

/** The same, lazily: a caller may not need all of a long text. */
export function* eachGrapheme(text: string): Generator<string> {
  if (PLAIN_LINES.test(text)) return yield* text
  for (let start = 0; start < text.length;) {
    const chunk = text.slice(start, chunkEnd(text, start))
    const parts = Array.from(segments(chunk), ({ segment }) => segment)
    // The last grapheme of a chunk may continue in the next chunk.
    const isEnd = start + chunk.length === text.length
    const sure = isEnd || parts.length === 1 ? parts : parts.slice(0, -1)
    for (const grapheme of sure) {
      yield grapheme
      start += grapheme.length
    }
  }
}

/** The width of a text in columns. Terminals differ on some emoji and rare scripts. */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length
  const known = widths.get(text)
  if (known !== undefined) return known
  const parts = graphemes(text)
  const columns =
    parts.length === 1
      ? graphemeColumns(text)
      : parts.reduce((sum, part) => sum + columnsOf(part), 0)
  if (tables !== null && text.length <= LONGEST_REMEMBERED) remember(text, columns)
  return columns
}

/** The most columns a terminal uses for a grapheme: many draw the parts of a joined emoji side by side. */
export function mostColumnsOf(grapheme: string): number {
  const columns = columnsOf(grapheme)
  if (grapheme.length <= 2) return columns
  const apart = Array.from(grapheme).reduce((sum, letter) => sum + columnsOf(letter), 0)
  return Math.max(columns, apart)
}

/** The column after a grapheme at `column`; a tab moves to the next tab stop. */
export function columnAfter(column: number, grapheme: string): number {
  if (grapheme !== '\t') return column + columnsOf(grapheme)
  return column + TAB_COLUMNS - (column % TAB_COLUMNS)
}

/** The start of the grapheme at code unit `index`. */
export function graphemeStart(text: string, index: number): number {
  return segments(text).containing(index)?.index ?? text.length
}

/** The end of the grapheme at code unit `index`. */
export function graphemeEnd(text: string, index: number): number {
  const grapheme = segments(text).containing(index)
  return grapheme ? grapheme.index + grapheme.segment.length : text.length
}

function graphemeColumns(grapheme: string): number {
  // Good enough until the tables are loaded.
  if (tables === null) return grapheme < '\u1100' ? 1 : 2
  return tables(grapheme, { countAnsiEscapeCodes: true })
}

function remember(text: string, columns: number): void {
  if (widths.size >= MOST_WIDTHS) widths.clear()
  widths.set(text, columns)
}

function chunkEnd(text: string, start: number): number {
  const end = start + CHUNK
  const isWithinPair = /[\ud800-\udbff]/.test(text.charAt(end - 1))
  return isWithinPair ? end - 1 : end
}

function segments(text: string): Intl.Segments {
  // Created on first use, because that takes a moment.
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}
