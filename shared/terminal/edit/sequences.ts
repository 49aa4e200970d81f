// Where what begins with ESC, or with a control of eight bits, ends: ECMA-48, and what xterm and its kin send beyond
// it (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html). Pure.
import { graphemeEnd } from './graphemes.ts'
import { isAnswer, STRING_INTRODUCERS, takeString } from './strings.ts'
import { RAW_BYTE } from './utf8.ts'

/** What an input begins with, and how long that is. */
export type Sequence = { length: number } & (
  | { is: 'csi' | 'ss3'; parameters: string; final: string }
  /** A letter with Alt held. */
  | { is: 'alt'; letter: string }
  | { is: 'escape' }
  /** Nothing that was pressed: an answer, or a report. */
  | { is: 'report' }
  /** An answer whose end is still to come. */
  | { is: 'open-string' }
)

/** No key is as long, nor an answer that is no string. */
const LONGEST = 256
const LONGEST_GRAPHEME = 32

/* oxlint-disable no-control-regex */
/** The controls of eight bits that begin a sequence: as Unicode has them, and as a single byte. */
const EIGHT_BITS = /^[\x8f\x90\x98\x9b\x9d-\x9f\udc8f\udc90\udc98\udc9b\udc9d-\udc9f]/
const PARAMETERS = /^([\x30-\x3f]*)([\x20-\x2f]*)/
const FINAL = /^[\x40-\x7e]/
const SS3 = /^([\d;]*)([\x20-\x7e]?)/
const ALT = /^[^\x00-\x07\x0b\x0c\x0e-\x1f\x80-\x9f]/
const MOUSE_REPORT = /^[^\x00-\x1f]*/
/* oxlint-enable no-control-regex */
/** rxvt ends a key with Shift in what is no final byte. */
const RXVT_SHIFT = /^\d+\$$/
/** How many letters of any kind come behind these final bytes: X10's mouse, and highlight tracking. */
const MOUSE_LETTERS: Record<string, number> = { M: 3, t: 2, T: 6 }

/** Whether a letter begins a sequence. */
export function isIntroducer(letter: string): boolean {
  return letter === '\x1b' || EIGHT_BITS.test(letter)
}

/** The sequence `input` begins with; null when more has to come before that is clear. */
export function takeSequence(input: string): Sequence | null {
  const isShort = input.charAt(0) !== '\x1b'
  // ESC and a letter say the same as the control of eight bits.
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
  // F1 to F5 on the console of Linux would pass for a sequence and a letter.
  if (whole === '' && after.startsWith('[')) return after.length > 1 ? report(2) : null
  // A control is a key, and breaks off what was begun.
  if (!FINAL.test(after)) return report(whole.length)
  const final = after.charAt(0)
  const letters = MOUSE_LETTERS[final] ?? 0
  if (whole === '' && letters > 0) return takeMouse(after.slice(1), letters)
  const length = whole.length + 1
  if (intermediates !== '') return report(length)
  return { is: 'csi', parameters, final, length }
}

/** The report of a mouse whose final byte is taken. */
function takeMouse(after: string, count: number): Sequence | null {
  const [{ length } = ''] = MOUSE_REPORT.exec(after.slice(0, count)) ?? []
  return length === after.length && length < count ? null : report(1 + length)
}

function takeShift(rest: string): Sequence | null {
  const [{ length } = '', parameters = '', final = ''] = SS3.exec(rest) ?? []
  if (final !== '') return { is: 'ss3', parameters, final, length }
  return length === rest.length && length <= LONGEST ? null : report(length)
}

/** What comes after the introducer of a string, which may be a key with Alt as well. */
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
