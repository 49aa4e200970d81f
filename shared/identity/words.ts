// Words that people can say, for bits that they cannot: four of them invite somebody, and compare a connection by
// voice. The list is BIP-39's English one, no two words of which begin with the same four letters. Pure.
import { ChatError } from '../base/errors.ts'
import { crypto, wordList } from '../base/packages.ts'
import { quote } from '../base/text.ts'
import { editDistance } from './edit-distance.ts'

const BITS_A_WORD = 11
/** An invite's words: 44 bits. */
const INVITE_WORDS = 4
/** The list has words of 3 to 8 letters; with a slip or two. */
const LETTERS_OF_A_WORD = /^\p{L}{2,10}$/u
const BETWEEN_WORDS = /[\s,.·_\p{Pd}]+/u
/** Further away than this, a word was not meant. */
const MOST_SLIPS = 2
const MOST_OFFERED = 2
const COUNTS = ['no words', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight']

let list: readonly string[] | null = null

/** The words of a new invite: `brave-lemon-orbit-tunnel`. */
export function newWords(): string {
  return wordsFrom(crypto.randomBytes(8), INVITE_WORDS)
}

/** The first bits of `bytes` as words joined by dashes, 11 bits each. */
export function wordsFrom(bytes: Uint8Array, count: number): string {
  const words = allWords()
  return Array.from(
    { length: count },
    (_, index) => words[bitsAt(bytes, index * BITS_A_WORD)]
  ).join('-')
}

/**
 * The words of an invite as `newWords` writes them, from what a user typed or pasted, in any case, with dashes or
 * blanks between them. Null if it was not meant as words. Throws WORDS_UNKNOWN, with the nearest words of the list,
 * and WORDS_COUNT.
 */
export function readWords(input: string): string | null {
  const words = input
    .toLowerCase()
    .split(BETWEEN_WORDS)
    .map((word) => word.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ''))
    .filter((word) => word !== '')
  if (words.length < 2 || !words.every((word) => LETTERS_OF_A_WORD.test(word))) return null
  const unknown = words.filter((word) => !allWords().includes(word))
  if (words.length !== INVITE_WORDS) {
    if (unknown.length > words.length / 2) return null
    const count = COUNTS[words.length] ?? words.length
    const hint =
      words.length < INVITE_WORDS ? 'Was the end cut off?' : 'Is it followed by something else?'
    const example = 'brave-lemon-orbit-tunnel'
    throw new ChatError('WORDS_COUNT', { values: { count, example, hint } })
  }
  if (unknown.length === 0) return words.join('-')
  throw new ChatError('WORDS_UNKNOWN', { values: { words: unknown.map(withNearest).join(', ') } })
}

function withNearest(word: string): string {
  const offers = nearest(word)
  if (offers.length === 0) return quote(word)
  return `${quote(word)} (did you mean ${offers.map(quote).join(' or ')}?)`
}

/** The words most likely meant, none if no word is near. */
function nearest(word: string): string[] {
  const byPrefix = allWords().filter((known) => known.slice(0, 4) === word.slice(0, 4))
  if (byPrefix.length > 0) return byPrefix
  const distances = allWords().map((known) => ({ known, slips: editDistance(word, known) }))
  const fewest = Math.min(...distances.map(({ slips }) => slips))
  if (fewest > Math.min(MOST_SLIPS, word.length - 2)) return []
  const near = distances.filter(({ slips }) => slips === fewest).map(({ known }) => known)
  return near.slice(0, MOST_OFFERED)
}

function bitsAt(bytes: Uint8Array, start: number): number {
  let bits = 0
  for (let at = start; at < start + BITS_A_WORD; at++) {
    bits = (bits << 1) | (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1)
  }
  return bits
}

function allWords(): readonly string[] {
  return (list ??= wordList())
}
