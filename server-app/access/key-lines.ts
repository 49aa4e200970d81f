// Parses a key list as bytes, so that comments in any encoding survive. A key is the first word of its line, in hex
// or z-base-32. The rest of the line is a comment, and so is a line without a key. Pure.
import { b4a, z32 } from '../../shared/base/packages.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d
const NONE = 0
const SCHEME_END = Array.from('://', (letter) => letter.charCodeAt(0))
// White space, quotes, brackets, and the bytes of a no-break space and of the UTF-8 byte order mark.
const SKIPPED = valuesOf('\t\v\f "\'`<([{\u00a0\ufeff')
const WORD = valuesOf('0123456789abcdefghijklmnopqrstuvwxyz')

interface Alphabet {
  /** Letters per key, and bits per letter. */
  length: number
  bits: number
  values: Uint8Array
}

const HEX: Alphabet = { length: 64, bits: 4, values: valuesOf('0123456789abcdef') }
const Z_BASE_32: Alphabet = { length: 52, bits: 5, values: valuesOf(z32.ALPHABET) }

export interface Line {
  start: number
  /** After the end of the line, including its line ending. */
  end: number
  /** The key in the line; reused for the next line. Null for none. */
  key: Uint8Array | null
}

/**
 * Calls back for every line, always with the same object. Does not check that a key pair can have the key: that
 * takes 50 µs, and an impossible key does no harm. Throws for UTF-16, in which no key would be found.
 */
export function forEachLine(bytes: Uint8Array, onLine: (line: Readonly<Line>) => void): void {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)
  if (mark === 0xfffe || mark === 0xfeff) throw new Error('it is UTF-16 text. Save it as UTF-8')
  const key = b4a.alloc(32)
  const line: Line = { start: 0, end: 0, key: null }
  while (line.end < bytes.length) {
    let start = passOver(bytes, line.end, SKIPPED)
    let end = passOver(bytes, start, WORD)
    if (isScheme(bytes, end)) {
      start = end + SCHEME_END.length
      end = passOver(bytes, start, WORD)
    }
    const alphabet = alphabetOf(end - start)
    line.start = line.end
    line.key = alphabet !== null && decode(alphabet, bytes.subarray(start, end), key) ? key : null
    line.end = endOfLine(bytes, end)
    onLine(line)
  }
}

/** Skips bytes that are in `passed`, and returns where they end. */
function passOver(bytes: Uint8Array, start: number, passed: Uint8Array): number {
  let at = start
  while (passed[bytes[at] ?? 0] !== NONE) at++
  return at
}

/** Whether the word ending here is the `pear` of `pear://`. */
function isScheme(bytes: Uint8Array, end: number): boolean {
  return SCHEME_END.every((byte, index) => bytes[end + index] === byte)
}

/** Line endings of any system: \n, \r\n or, on very old ones, \r. */
function endOfLine(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length; at++) {
    if (bytes[at] === NEWLINE) return at + 1
    if (bytes[at] === RETURN) return bytes[at + 1] === NEWLINE ? at + 2 : at + 1
  }
  return bytes.length
}

function alphabetOf(length: number): Alphabet | null {
  if (length === HEX.length) return HEX
  return length === Z_BASE_32.length ? Z_BASE_32 : null
}

/** Decodes a word into `key`; false when it is not a key. */
function decode({ bits, values }: Alphabet, word: Uint8Array, key: Uint8Array): boolean {
  let waiting = 0
  let count = 0
  let filled = 0
  // By index: a typed array's iterator is five times slower.
  for (let index = 0; index < word.length; index++) {
    const value = values[word[index] ?? 0] ?? NONE
    if (value === NONE) return false
    waiting = ((waiting << bits) | (value - 1)) & 0xffff
    count += bits
    if (count < 8) continue
    count -= 8
    key[filled++] = waiting >> count
  }
  // The four spare bits of z-base-32 must be zero.
  return (waiting & ((1 << count) - 1)) === 0
}

/** Maps every byte to its index among the letters, counted from 1, ignoring case; NONE for other bytes. */
function valuesOf(letters: string): Uint8Array {
  const values = new Uint8Array(256)
  for (const text of [letters.toUpperCase(), letters]) {
    for (const [index, byte] of b4a.from(text).entries()) values[byte] = index + 1
  }
  return values
}
