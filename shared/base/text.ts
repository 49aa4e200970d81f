// Makes a stranger's text safe to print. Pure.

const ESC = '\\x1b'
const STRING_END = `(?:\\x07|${ESC}\\\\|\\x9c)`

// ECMA-48: control sequences (CSI) and control strings (DCS, SOS, OSC, PM, APC), in their 7-bit and
// 8-bit forms. A string that is never ended swallows the rest, as it would in a terminal.
const CONTROL_SEQUENCE = `(?:${ESC}\\[|\\x9b)[\\x30-\\x3f]*[\\x20-\\x2f]*[\\x40-\\x7e]?`
const CONTROL_STRING = `(?:${ESC}[PX\\]^_]|[\\x90\\x98\\x9d\\x9e\\x9f])[^]*?(?:${STRING_END}|$)`
const OTHER_ESCAPE = `${ESC}[\\x20-\\x2f]*[\\x30-\\x7e]?`
const ESCAPES = new RegExp(`${CONTROL_STRING}|${CONTROL_SEQUENCE}|${OTHER_ESCAPE}`, 'g')

// C0, DEL, C1; line and paragraph separators; bidirectional marks, embeddings, overrides, isolates; the
// Mongolian vowel separator, byte order mark, interlinear annotations and language tags, which no
// terminal agrees on. Not joiners and variation selectors: emoji and Persian need them.
const CONTROLS =
  // oxlint-disable-next-line no-control-regex
  /[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u180e\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

const LONE_SURROGATES = /\p{Surrogate}/gu

/**
 * One line of text that can only put letters on a screen: escape sequences are taken out whole,
 * tabs become spaces, other controls and everything that reverses text are dropped.
 */
export function printable(text: string): string {
  const plain = text.replace(/\t/g, ' ').replace(ESCAPES, '').replace(CONTROLS, '')
  return plain.replace(LONE_SURROGATES, '\ufffd')
}

/** A text of one or more lines, each of them printable; without blank lines at its ends. */
export function printableText(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).map(printable)
  const isBlank = (line: string | undefined): boolean => line?.trim() === ''
  while (isBlank(lines[0])) lines.shift()
  while (isBlank(lines.at(-1))) lines.pop()
  return lines.join('\n')
}

/** Text in quotes, for a sentence: what cannot be seen in it is given by its code, as in U+202E. */
export function quote(text: string): string {
  // JSON has its own way to write the C0 controls.
  return JSON.stringify(text).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, codePoint)
}

function codePoint(letter: string): string {
  const hex = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase()
  return `U+${hex.padStart(4, '0')}`
}
