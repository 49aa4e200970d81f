// The lines of a list of keys, as bytes: comments of any encoding come through unharmed. A key is the first
// word of its line, in hex or z-base-32. What follows it is a comment, and so is a line without a key. Pure.
import { b4a, z32 } from '../shared/base/packages.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d
const NONE = 0
const SCHEME_END = Array.from('://', (letter) => letter.charCodeAt(0))
// White space, quotes, brackets, and the bytes of a no-break space and of the mark that editors put before UTF-8.
const SKIPPED = valuesOf('\t\v\f "\'`<([{\u00a0\ufeff')
const WORD = valuesOf('0123456789abcdefghijklmnopqrstuvwxyz')

interface Alphabet {
  /** How many letters make a key, and how many bits each has. */
  length: number
  bits: number
  values: Uint8Array
}

const HEX: Alphabet = { length: 64, bits: 4, values: valuesOf('0123456789abcdef') }
const Z_BASE_32: Alphabet = { length: 52, bits: 5, values: valuesOf(z32.ALPHABET) }

export interface Line {
  start: number
  /** Behind the end of the line and what marks it. */
  end: number
  /** The key in it, only lent; null for none. */
  key: Uint8Array | null
}

/**
 * Calls back with every line, always in the same object. Whether any key pair has the key is not asked: that
 * takes 50 µs, and a key that nobody has does no harm. Throws for UTF-16, in which there would be no keys.
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

/** Where the bytes end that are among those, from `start` on. */
function passOver(bytes: Uint8Array, start: number, passed: Uint8Array): number {
  let at = start
  while (passed[bytes[at] ?? 0] !== NONE) at++
  return at
}

/** Whether the word that ends there is the `pear` of `pear://`. */
function isScheme(bytes: Uint8Array, end: number): boolean {
  return SCHEME_END.every((byte, index) => bytes[end + index] === byte)
}

/** As any system ends its lines: \n, \r\n or, on very old ones, \r. */
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

/** Fills `key` with what the word means; false when it means no key. */
function decode({ bits, values }: Alphabet, word: Uint8Array, key: Uint8Array): boolean {
  let waiting = 0
  let count = 0
  let filled = 0
  // By index: the iterator of a typed array costs five times as much.
  for (let index = 0; index < word.length; index++) {
    const value = values[word[index] ?? 0] ?? NONE
    if (value === NONE) return false
    waiting = ((waiting << bits) | (value - 1)) & 0xffff
    count += bits
    if (count < 8) continue
    count -= 8
    key[filled++] = waiting >> count
  }
  // z-base-32 has four bits to spare, which are zero.
  return (waiting & ((1 << count) - 1)) === 0
}

/** For every byte its place among the letters, counted from 1, in capitals too; NONE for the others. */
function valuesOf(letters: string): Uint8Array {
  const values = new Uint8Array(256)
  for (const text of [letters.toUpperCase(), letters]) {
    for (const [index, byte] of b4a.from(text).entries()) values[byte] = index + 1
  }
  return values
}
