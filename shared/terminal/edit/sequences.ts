// Finds the end of sequences that start with ESC or an 8-bit control: ECMA-48, and the extensions of xterm and
// others (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html). Pure.
import { graphemeEnd } from './graphemes.ts'
import { isAnswer, STRING_INTRODUCERS, takeString } from './strings.ts'
import { RAW_BYTE } from './utf8.ts'

/** The sequence at the start of the input, and its length. */
export type Sequence = { length: number } & (
  | { is: 'csi' | 'ss3'; parameters: string; final: string }
  /** A letter typed with Alt. */
  | { is: 'alt'; letter: string }
  | { is: 'escape' }
  /** Not a key: an answer or a report. */
  | { is: 'report' }
  /** An answer whose end has not arrived yet. */
  | { is: 'open-string' }
)

/** Longer than any key, and than any answer that is not a string. */
const LONGEST = 256
const LONGEST_GRAPHEME = 32

/* oxlint-disable no-control-regex */
/** The 8-bit controls that start a sequence: as Unicode characters and as single bytes. */
const EIGHT_BITS = /^[\x8f\x90\x98\x9b\x9d-\x9f\udc8f\udc90\udc98\udc9b\udc9d-\udc9f]/
const PARAMETERS = /^([\x30-\x3f]*)([\x20-\x2f]*)/
const FINAL = /^[\x40-\x7e]/
const SS3 = /^([\d;]*)([\x20-\x7e]?)/
const ALT = /^[^\x00-\x07\x0b\x0c\x0e-\x1f\x80-\x9f]/
const MOUSE_REPORT = /^[^\x00-\x1f]*/
/* oxlint-enable no-control-regex */
/** rxvt ends a key with Shift in a character that is not a final byte. */
const RXVT_SHIFT = /^\d+\$$/
/** How many arbitrary characters follow these final bytes: X10 mouse reports and highlight tracking. */
const MOUSE_LETTERS: Record<string, number> = { M: 3, t: 2, T: 6 }

/** Whether a letter starts a sequence. */
export function isIntroducer(letter: string): boolean {
  return letter === '\x1b' || EIGHT_BITS.test(letter)
}

/** The sequence at the start of `input`; null when more input is needed to decide. */
export function takeSequence(input: string): Sequence | null {
  const isShort = input.charAt(0) !== '\x1b'
  // ESC and a letter are the 7-bit form of an 8-bit control.
  const introducer = isShort ? longForm(input) : input.charAt(1)
  const start = isShort ? 1 : 2
  const rest = input.slice(start)
  if (introducer === '') return null
  if (introducer === '[') return from(start, takeControl(rest))
  if (introducer === 'O') return from(start, takeShift(rest))
  if (STRING_INTRODUCERS.includes(introducer)) return takeIntroduced(introducer, start, rest)
  return takeAlt(input)
}

function takeControl(rest: string): Sequence | null {
  const [whole = '', parameters = '', intermediates = ''] = PARAMETERS.exec(rest) ?? []
  const after = rest.slice(whole.length)
  if (after === '' && RXVT_SHIFT.test(whole)) {
    return { is: 'csi', parameters, final: '$', length: whole.length }
  }
  if (after === '') return whole.length > LONGEST ? report(whole.length) : null
  // F1 to F5 on the Linux console would pass for a sequence and a letter.
  if (whole === '' && after.startsWith('[')) return after.length > 1 ? report(2) : null
  // A control character is a key, and cancels an unfinished sequence.
  if (!FINAL.test(after)) return report(whole.length)
  const final = after.charAt(0)
  const letters = MOUSE_LETTERS[final] ?? 0
  if (whole === '' && letters > 0) return takeMouse(after.slice(1), letters)
  const length = whole.length + 1
  if (intermediates !== '') return report(length)
  return { is: 'csi', parameters, final, length }
}

/** The rest of a mouse report, after its final byte. */
function takeMouse(after: string, count: number): Sequence | null {
  const [{ length } = ''] = MOUSE_REPORT.exec(after.slice(0, count)) ?? []
  return length === after.length && length < count ? null : report(1 + length)
}

function takeShift(rest: string): Sequence | null {
  const [{ length } = '', parameters = '', final = ''] = SS3.exec(rest) ?? []
  if (final !== '') return { is: 'ss3', parameters, final, length }
  return length === rest.length && length <= LONGEST ? null : report(length)
}

/** A string after its introducer, which may also be a key typed with Alt. */
function takeIntroduced(introducer: string, start: number, rest: string): Sequence | null {
  const { length, state } = takeString(rest)
  if (state === 'ended') return report(start + length)
  const isKey = !isAnswer(introducer, rest)
  if (!isKey && state === 'broken') return report(start + length)
  if (!isKey) return { is: 'open-string', length: start + length }
  if (state === 'open' && rest.length <= LONGEST) return null
  return start === 1 ? report(1) : { is: 'alt', letter: introducer, length: 2 }
}

function takeAlt(input: string): Sequence {
  const letters = input.slice(1, 1 + LONGEST_GRAPHEME)
  if (!ALT.test(letters)) return { is: 'escape', length: 1 }
  const letter = letters.slice(0, graphemeEnd(letters, 0))
  return { is: 'alt', letter, length: 1 + letter.length }
}

function report(length: number): Sequence {
  return { is: 'report', length }
}

function from(start: number, sequence: Sequence | null): Sequence | null {
  return sequence && { ...sequence, length: start + sequence.length }
}

function longForm(input: string): string {
  const code = input.charCodeAt(0)
  return String.fromCharCode((code < RAW_BYTE ? code : code - RAW_BYTE) - 0x40)
}
