// Public keys, parsed from what a user typed or pasted. Pure.
import { ChatError } from '../base/errors.ts'
import { keyOf, type PublicKey } from '../base/key.ts'
import { b4a, sodium, z32 } from '../base/packages.ts'
import { quote } from '../base/text.ts'

const HEX_LENGTH = 64
const Z32_LENGTH = 52
// A secret key is twice as long: the seed, then the public key (libsodium's ed25519 format).
const SECRET_HEX_LENGTH = 128
const SECRET_Z32_LENGTH = 103

// Anything shorter, or with more foreign characters, was not meant as a key.
const SHORTEST_MISTYPED = 40
const MOST_MISTYPED = 3
/** Ordinary words consist of z-base-32 letters as well. */
const SHORTEST_CUT_OFF = 24
const LONGEST_SHOWN = 30

/**
 * Parses a public key: 64 hex digits or 52 z-base-32 letters, ignoring what mail, chat and shells add around and
 * inside it: blanks, line breaks, quotes, brackets, `pear://`, a full stop.
 * Throws a ChatError with a code for each kind of mistake.
 */
export function parsePublicKey(input: string): PublicKey {
  if (input.trim() === '') throw new ChatError('KEY_EMPTY')
  const text = withoutWrapping(input)
  const letters = Array.from(text, toLowerCase)
  const alphabet = guessAlphabet(letters)
  if (!isLikeKey(letters, alphabet)) throw notAKey(input)

  const foreign = firstForeign(letters, alphabet)
  if (foreign !== -1) {
    throw new ChatError('KEY_FOREIGN_LETTER', {
      values: {
        letter: quote(Array.from(text)[foreign] ?? ''),
        position: foreign + 1,
        alphabet: alphabet.name
      }
    })
  }
  if (letters.length === alphabet.secretLength && !isPastedTwice(letters)) {
    throw new ChatError('KEY_IS_SECRET')
  }
  if (letters.length !== alphabet.length) {
    throw new ChatError(letters.length < alphabet.length ? 'KEY_TOO_SHORT' : 'KEY_TOO_LONG', {
      values: { length: letters.length, expected: alphabet.length, alphabet: alphabet.name }
    })
  }

  const canonical = letters.join('')
  const key = alphabet.decode(canonical)
  // One point in sixteen is a public key, and z-base-32 has four spare bits: most typos are detected.
  if (alphabet.encode(key) !== canonical || !sodium.crypto_core_ed25519_is_valid_point(key)) {
    throw new ChatError('KEY_IMPOSSIBLE')
  }
  return keyOf(key)
}

/** Whether `input` is a complete public key. */
export function isPublicKey(input: string): boolean {
  try {
    parsePublicKey(input)
    return true
  } catch {
    return false // whatever is wrong with it
  }
}

function withoutWrapping(input: string): string {
  const letters = input.replace(/[\s\u00ad\u200b]+/g, '').replace(/^[^\p{L}\p{N}]*pear:\/*/iu, '')
  return letters.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
}

interface Alphabet {
  name: string
  letters: string
  length: number
  secretLength: number
  decode: (text: string) => Uint8Array
  encode: (key: Uint8Array) => string
}

const HEX: Alphabet = {
  name: 'hex digit',
  letters: '0123456789abcdef',
  length: HEX_LENGTH,
  secretLength: SECRET_HEX_LENGTH,
  decode: (text) => b4a.from(text, 'hex'),
  encode: (key) => keyOf(key)
}

const Z_BASE_32: Alphabet = {
  name: 'z-base-32 letter',
  letters: z32.ALPHABET,
  length: Z32_LENGTH,
  secretLength: SECRET_Z32_LENGTH,
  decode: (text) => z32.decode(text),
  encode: (key) => z32.encode(key)
}

/**
 * The alphabet a mistyped key was most likely meant in: the one with that key length, else the one with fewer
 * foreign characters in it.
 */
function guessAlphabet(letters: string[]): Alphabet {
  for (const alphabet of [HEX, Z_BASE_32]) {
    if (letters.length === alphabet.length || letters.length === alphabet.secretLength) {
      return alphabet
    }
  }
  return countForeign(letters, Z_BASE_32) < countForeign(letters, HEX) ? Z_BASE_32 : HEX
}

function firstForeign(letters: string[], alphabet: Alphabet): number {
  return letters.findIndex((letter) => !alphabet.letters.includes(letter))
}

function countForeign(letters: string[], alphabet: Alphabet): number {
  return letters.filter((letter) => !alphabet.letters.includes(letter)).length
}

/** Whether it was meant as a key: long enough, with at most a few foreign characters. */
function isLikeKey(letters: string[], alphabet: Alphabet): boolean {
  const foreign = countForeign(letters, alphabet)
  if (foreign > 0) return letters.length >= SHORTEST_MISTYPED && foreign <= MOST_MISTYPED
  return letters.length >= (alphabet === HEX ? 1 : SHORTEST_CUT_OFF)
}

/** Long texts are not quoted: they may contain a secret key. */
function notAKey(input: string): ChatError {
  const text = Array.from(input).length > LONGEST_SHOWN ? '' : `: ${quote(input)}`
  return new ChatError('KEY_NONE', { values: { text } })
}

/** A secret key in hex is as long as two public keys, but its halves differ. */
function isPastedTwice(letters: string[]): boolean {
  const text = letters.join('')
  return text.slice(0, text.length / 2) === text.slice(text.length / 2)
}

/** ASCII only: other letters may become ASCII (the Kelvin sign "K") or change length. */
function toLowerCase(letter: string): string {
  return /^[A-Z]$/.test(letter) ? letter.toLowerCase() : letter
}
