// Makes a stranger's text safe to print. Pure.

const ESC = '\\x1b'
const STRING_END = `(?:\\x07|${ESC}\\\\|\\x9c)`

// ECMA-48: control sequences (CSI) and control strings (DCS, SOS, OSC, PM, APC), in their 7-bit and
// 8-bit forms. An unterminated string swallows the rest of the text, as it would in a terminal.
const CONTROL_SEQUENCE = `(?:${ESC}\\[|\\x9b)[\\x30-\\x3f]*[\\x20-\\x2f]*[\\x40-\\x7e]?`
const CONTROL_STRING = `(?:${ESC}[PX\\]^_]|[\\x90\\x98\\x9d\\x9e\\x9f])[^]*?(?:${STRING_END}|$)`
const OTHER_ESCAPE = `${ESC}[\\x20-\\x2f]*[\\x30-\\x7e]?`
const ESCAPES = new RegExp(`${CONTROL_STRING}|${CONTROL_SEQUENCE}|${OTHER_ESCAPE}`, 'g')

/**
 * C0 except the tab, DEL, C1; line and paragraph separators; bidirectional marks, embeddings, overrides, isolates;
 * the Mongolian vowel separator, deprecated format characters, byte order mark, interlinear annotations and
 * tags, which terminals treat differently. Joiners and variation selectors stay: emoji and Persian need them.
 * Listed by code point, not by property: two runtimes with different Unicode tables must agree on what is clean.
 */
const CONTROLS =
  '\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\u061c\\u180e\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u206f\\ufeff\\ufff9-\\ufffb' +
  '\\u{e0000}-\\u{e007f}'
/** The only legitimate use of tags: a black flag and a region code make the flag of Scotland. */
const FLAG = '\\u{1f3f4}[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{3,6}\\u{e007f}'
const FLAG_OR_CONTROL = new RegExp(`(${FLAG})|[${CONTROLS}]`, 'gu')

const LONE_SURROGATES = /\p{Surrogate}/gu

/** Characters of no width, stacked on the letter before: marks, joiners, vowels and finals of Hangul. */
const STACKED = '[\\p{M}\\p{Cf}\\u1160-\\u11ff\\ud7b0-\\ud7fb]'
/** A taller stack only covers the lines around it: the tallest in real use, in Tibetan, has eight marks. */
const MOST_STACKED = 10
const TOO_TALL = new RegExp(`(${STACKED}{${MOST_STACKED}})${STACKED}+`, 'gu')

/** Matches every text that sanitising would change. */
const SUSPECT = new RegExp(`[${CONTROLS}\\p{Surrogate}]|${STACKED}{${MOST_STACKED + 1}}`, 'u')

/** Everything that ends a line somewhere (Unicode 5.8), so that no part of a text overwrites the next. */
const LINE_END = /\r\n|[\n\r\v\f\x85\u2028\u2029]/

/** Invisible, but not white space: soft hyphen, fillers, joiners, variation selectors, blank braille. */
const INVISIBLE =
  '\\u00ad\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200d\\u2060-\\u2064\\u2800\\u3164\\ufe00-\\ufe0f\\uffa0' +
  '\\u{e0100}-\\u{e01ef}'
const BLANK = new RegExp(`^[\\s${INVISIBLE}]*$`, 'u')

/** Characters that must not reach a sentence: they would move the cursor or reverse the text. */
const UNSEEN = new RegExp(`[\\t${CONTROLS}\\p{Surrogate}]`, 'gu')

/**
 * One line of text that can only draw characters: escape sequences are removed whole, other controls and
 * everything that reverses text are dropped. Tabs stay.
 */
export function printable(text: string): string {
  if (!SUSPECT.test(text)) return text
  const plain = text.replace(ESCAPES, '').replace(FLAG_OR_CONTROL, '$1')
  return plain.replace(LONE_SURROGATES, '\ufffd').replace(TOO_TALL, '$1')
}

/** A text of one or more lines, each made `printable`, without blank lines at the start and end. */
export function printableText(text: string): string {
  const lines = text.split(LINE_END).map(printable)
  while (isBlank(lines[0] ?? 'none')) lines.shift()
  while (isBlank(lines.at(-1) ?? 'none')) lines.pop()
  return lines.join('\n')
}

/** Whether a line or a character shows nothing. */
export function isBlank(line: string): boolean {
  return BLANK.test(line)
}

/** Whether a text shows something and `printableText` would leave it unchanged. */
export function isPrintableText(text: string): boolean {
  return text !== '' && printableText(text) === text
}

/** Text for a sentence, on one line: whatever would act on a terminal is replaced by its code, as in U+202E. */
export function visible(text: string): string {
  return text.replace(UNSEEN, codePoint)
}

/** Text in quotes, for a sentence: invisible characters are replaced by their code. */
export function quote(text: string): string {
  // JSON has its own escapes for the C0 controls.
  return JSON.stringify(text).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, codePoint)
}

/** A value as one line of JSON that is safe to print on a terminal and unchanged for a parser. */
export function jsonLine(value: object): string {
  return `${JSON.stringify(value).replace(UNSEEN, jsonEscape)}\n`
}

function codePoint(letter: string): string {
  const hex = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase()
  return `U+${hex.padStart(4, '0')}`
}

function jsonEscape(letter: string): string {
  const units = Array.from({ length: letter.length }, (_, index) => letter.charCodeAt(index))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
