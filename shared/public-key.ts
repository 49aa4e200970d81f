// Public keys: read from what a person typed or pasted, and printed. Pure.
import b4a from 'b4a'
import sodium from 'sodium-universal'
import z32 from 'z32'
import { ChatError } from './errors.ts'

const HEX_LENGTH = 64
const Z32_LENGTH = 52
// A secret key is twice as long: the seed, then the public key (libsodium's ed25519 format).
const SECRET_HEX_LENGTH = 128
const SECRET_Z32_LENGTH = 103

/** A public key as 64 hex digits. */
export function formatPublicKey(publicKey: Uint8Array): string {
  return b4a.toString(publicKey, 'hex')
}

/** The first 8 hex digits of a public key: enough to tell people in one room apart. */
export function shortKey(publicKey: Uint8Array): string {
  return formatPublicKey(publicKey).slice(0, 8)
}

/**
 * Reads a public key: 64 hex digits or 52 z-base-32 letters, with white space around it.
 * Throws a ChatError that says what is wrong with it, one code for each way to be wrong.
 */
export function parsePublicKey(input: string): Uint8Array {
  const text = input.trim()
  if (text === '') throw new ChatError('KEY_EMPTY')

  const alphabet = guessAlphabet(text)
  if (text.length === alphabet.secretLength && firstForeign(text, alphabet) === -1) {
    throw new ChatError('KEY_IS_SECRET')
  }

  const foreign = firstForeign(text, alphabet)
  if (foreign !== -1) {
    throw new ChatError('KEY_FOREIGN_LETTER', {
      values: {
        letter: JSON.stringify(String.fromCodePoint(text.codePointAt(foreign) ?? 0)),
        position: foreign + 1,
        alphabet: alphabet.name
      }
    })
  }
  if (text.length !== alphabet.length) {
    throw new ChatError(text.length < alphabet.length ? 'KEY_TOO_SHORT' : 'KEY_TOO_LONG', {
      values: { length: text.length, expected: alphabet.length, alphabet: alphabet.name }
    })
  }

  const key = alphabet.decode(text.toLowerCase())
  // One point in sixteen is a public key, and z-base-32 has four bits to spare: most slips show.
  const isCanonical = alphabet.encode(key) === text.toLowerCase()
  if (!isCanonical || !sodium.crypto_core_ed25519_is_valid_point(key)) {
    throw new ChatError('KEY_IMPOSSIBLE')
  }
  return key
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
  encode: (key) => b4a.toString(key, 'hex')
}

const Z_BASE_32: Alphabet = {
  name: 'z-base-32 letter',
  letters: z32.ALPHABET,
  length: Z32_LENGTH,
  secretLength: SECRET_Z32_LENGTH,
  decode: (text) => z32.decode(text),
  encode: (key) => z32.encode(key)
}

/** The alphabet a mistyped key was most likely meant in: by its length, else by its letters. */
function guessAlphabet(text: string): Alphabet {
  for (const alphabet of [HEX, Z_BASE_32]) {
    if (text.length === alphabet.length || text.length === alphabet.secretLength) return alphabet
  }
  const isZBase32 = firstForeign(text, Z_BASE_32) === -1 && firstForeign(text, HEX) !== -1
  return isZBase32 ? Z_BASE_32 : HEX
}

function firstForeign(text: string, { letters }: Alphabet): number {
  return text
    .toLowerCase()
    .split('')
    .findIndex((letter) => !letters.includes(letter))
}
