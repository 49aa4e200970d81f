// Control strings of ECMA-48 (OSC, DCS, APC, PM, SOS): what a terminal answers with, if in more than numbers. Pure.

/** The letters after ESC that begin a string. */
export const STRING_INTRODUCERS = ']P_^X'

/**
 * How the answers of terminals begin. What begins like none of them may be a key with Alt, and what was typed next:
 * it is taken for a string only if its end is there.
 */
const ANSWERS: Record<string, RegExp> = { ']': /^[\dlLI]/, P: /^[\d;<=>?!$+|]/, _: /^G/ }

/* oxlint-disable no-control-regex */
const CONTENT = /^[^\x00-\x1f\x7f\x9c\udc9c]*/
const TERMINATOR = /^(?:\x07|\x1b\\|\x9c|\udc9c)/
/* oxlint-enable no-control-regex */

export interface StringPart {
  /** How much of the input it is, its end included. */
  length: number
  /** `ended`: as strings end. `broken`: by a control that no string has, which is a key. */
  state: 'open' | 'ended' | 'broken'
}

/** How much of `input` belongs to a string that has begun before it. */
export function takeString(input: string): StringPart {
  const [content = ''] = CONTENT.exec(input) ?? []
  const rest = input.slice(content.length)
  const [terminator] = TERMINATOR.exec(rest) ?? []
  if (terminator !== undefined) {
    return { length: content.length + terminator.length, state: 'ended' }
  }
  // The ESC may be half of the end.
  const isOpen = rest === '' || rest === '\x1b'
  return { length: content.length, state: isOpen ? 'open' : 'broken' }
}

/** Whether a terminal has an answer with this after the introducer. */
export function isAnswer(introducer: string, content: string): boolean {
  return ANSWERS[introducer]?.test(content) ?? false
}
