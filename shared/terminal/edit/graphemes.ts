// Text as a terminal shows it: graphemes, and how many columns they take. Pure, once the tables are loaded.
import type stringWidth from 'string-width'

/**
 * Letters that are one grapheme and one column each, Latin, Greek and Cyrillic ones and those we draw with among
 * them: what needs no tables.
 */
const PLAIN_LETTERS =
  '\\x20-\\x7e\\xa1-\\xac\\xae-\\u02ff\\u0386-\\u0482\\u048a-\\u052f\\u2010-\\u2027\\u2500'
const PLAIN = new RegExp(`^[${PLAIN_LETTERS}]*$`)
/** The same of several lines. */
const PLAIN_LINES = new RegExp(`^[\\n\\t${PLAIN_LETTERS}]*$`)

/** From one tab stop to the next. */
const TAB_COLUMNS = 8

/**
 * What is segmented at a time, in UTF-16 units: Node 18 to 21 take time by the square of the length. A grapheme with
 * more marks than that, which no language has, counts as several.
 */
const CHUNK = 256

/** Widths that are remembered, and the longest texts they are remembered of: graphemes, and names. */
const MOST_WIDTHS = 5000
const LONGEST_REMEMBERED = 100

let segmenter: Intl.Segmenter | null = null
let tables: typeof stringWidth | null = null
const widths = new Map<string, number>()

/**
 * Loads the tables of widths. That takes longer than all the rest of a screen, which begins without: the room needs
 * them too, and is there soon.
 */
export async function loadWidths(): Promise<void> {
  tables ??= (await import('string-width')).default
}

/** Whether each letter of a text is a grapheme of one column on every terminal. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text)
}

/** The graphemes of a text: what a person takes for one letter, UAX #29. */
export function graphemes(text: string): string[] {
  return PLAIN_LINES.test(text) ? text.split('') : Array.from(eachGrapheme(text))
}

/** The graphemes of a text one by one: of a long text not all may be wanted. */
export function* eachGrapheme(text: string): Generator<string> {
  if (PLAIN_LINES.test(text)) return yield* text
  for (let start = 0; start < text.length;) {
    const chunk = text.slice(start, chunkEnd(text, start))
    const parts = Array.from(segments(chunk), ({ segment }) => segment)
    // The last one may go on behind the chunk.
    const isEnd = start + chunk.length === text.length
    const sure = isEnd || parts.length === 1 ? parts : parts.slice(0, -1)
    for (const grapheme of sure) {
      yield grapheme
      start += grapheme.length
    }
  }
}

/** How many columns of a terminal a text takes. Terminals differ in some emoji and rare scripts. */
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

/** The most columns a terminal takes for a grapheme: many draw the parts of a joined emoji side by side. */
export function mostColumnsOf(grapheme: string): number {
  const columns = columnsOf(grapheme)
  if (grapheme.length <= 2) return columns
  const apart = Array.from(grapheme).reduce((sum, letter) => sum + columnsOf(letter), 0)
  return Math.max(columns, apart)
}

/** The column after a grapheme that begins at `column`; a tab goes to the next stop. */
export function columnAfter(column: number, grapheme: string): number {
  if (grapheme !== '\t') return column + columnsOf(grapheme)
  return column + TAB_COLUMNS - (column % TAB_COLUMNS)
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

function graphemeColumns(grapheme: string): number {
  // For the moment before the tables are there, near enough.
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
  // Made when first needed: it takes a moment.
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}
