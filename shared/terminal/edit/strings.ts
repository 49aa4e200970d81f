// Control strings of ECMA-48 (OSC, DCS, APC, PM, SOS): terminals use them for answers that are not just numbers. Pure.

/** The letters after ESC that start a string. */
export const STRING_INTRODUCERS = ']P_^X'

/**
 * How the answers of terminals start. Anything else may be a key typed with Alt and the text typed after it: it only
 * counts as a string if its end has arrived.
 */
const ANSWERS: Record<string, RegExp> = { ']': /^[\dlLI]/, P: /^[\d;<=>?!$+|]/, _: /^G/ }

/* oxlint-disable no-control-regex */
const CONTENT = /^[^\x00-\x1f\x7f\x9c\udc9c]*/
const TERMINATOR = /^(?:\x07|\x1b\\|\x9c|\udc9c)/
/* oxlint-enable no-control-regex */

export interface StringPart {
  /** The length of this part of the input, including a terminator. */
  length: number
  /** `ended` by a terminator; `broken` by a control character that cannot be part of a string, and so is a key. */
  state: 'open' | 'ended' | 'broken'
}

/** How much of `input` belongs to a string that started before it. */
export function takeString(input: string): StringPart {
  const [content = ''] = CONTENT.exec(input) ?? []
  const rest = input.slice(content.length)
  const [terminator] = TERMINATOR.exec(rest) ?? []
  if (terminator !== undefined) {
    return { length: content.length + terminator.length, state: 'ended' }
  }
  // The ESC may be the first half of the terminator.
  const isOpen = rest === '' || rest === '\x1b'
  return { length: content.length, state: isOpen ? 'open' : 'broken' }
}

/** Whether a terminal has an answer that starts like this after the introducer. */
export function isAnswer(introducer: string, content: string): boolean {
  return ANSWERS[introducer]?.test(content) ?? false
}
