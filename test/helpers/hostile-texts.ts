// Texts crafted to act on a terminal, and texts that must stay unchanged.
import { MARK, NOBODY } from './judge.ts'
import { Random } from './random.ts'

const RANDOM_TEXTS = 12

/** Sequences of ECMA-48 and xterm, controls, marks and letters, apart by blanks. `E` is the escape. */
const SEQUENCES =
  'E E[2J E[H E[5A E[?1049h E[6n Ec E#8 E(0 E]0;title\x07 E]52;c;eA==\x07 E]8;;http://xE\\ EP$q"pE\\ E]0; ' +
  '\x9b2J \x9d0;title\x9c \x90q\x9c'
const CONTROLS = '\x85\x07\b\r\n\v\f\0\x7f\t \u202e\u2066\u200f\u2028\ufeff\u{e0041}\u0301\u200dé👩'
const SHARDS = [
  ...SEQUENCES.split(' ').map((sequence) => sequence.replaceAll('E', '\x1b')),
  ...Array.from(CONTROLS),
  '\ud83d',
  `\r${NOBODY}: `,
  `\n${NOBODY}: `
]

/** Each ends in words that must not appear at the start of a row. */
export const HOSTILE: readonly string[] = [
  `\x1b]0;title\x07\x1b[2J\x1b[H${MARK}`,
  `first\r${NOBODY}: ${MARK}`,
  `first\x85${NOBODY}: ${MARK}`,
  `first\u2028${NOBODY}: ${MARK}`,
  `\x1b[6n\x1b]52;c;cm0gLXJmIC8=\x07 \u202e${MARK}`,
  `\x9b2J\x9bH${MARK}\x07`,
  `z${'\u0301'.repeat(500)}${MARK}`,
  ...Array.from({ length: RANDOM_TEXTS }, (_, seed) => {
    return new Random(seed).picks(SHARDS, 8).join('') + MARK
  })
]

export const FINE: readonly string[] = [
  'نمی\u200cخواهم',
  '👩‍👩‍👧 ❤️‍🔥 1️⃣',
  '\tif x:\n\t\ty()',
  '    one\n    two',
  'é हिन्दी 日本語'
]
