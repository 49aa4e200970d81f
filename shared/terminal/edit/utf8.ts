// Decodes keyboard bytes to text, however they are split into chunks. Pure.
import { b4a } from '../../base/packages.ts'

/**
 * A byte that is not UTF-8 becomes this plus the byte: a lone surrogate, which no valid text contains. Python calls
 * it surrogateescape. Such a byte is a Meta key with its eighth bit, or part of a mouse report.
 */
export const RAW_BYTE = 0xdc00

export class Utf8Reader {
  #rest: Uint8Array = b4a.alloc(0)

  /** Whether a character is incomplete. */
  get isWaiting(): boolean {
    return this.#rest.length > 0
  }

  /** The characters that `chunk` completes. */
  push(chunk: Uint8Array): string {
    const bytes = this.isWaiting ? b4a.concat([this.#rest, chunk]) : chunk
    const end = wholeEnd(bytes)
    this.#rest = b4a.from(bytes.subarray(end))
    return decode(bytes.subarray(0, end))
  }

  /** The bytes of a character that will not be completed. */
  flush(): string {
    const rest = this.#rest
    this.#rest = b4a.alloc(0)
    return decode(rest)
  }
}

function decode(bytes: Uint8Array): string {
  const text = b4a.toString(bytes, 'utf8')
  return text.includes('\ufffd') ? decodeEach(bytes) : text
}

function decodeEach(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < bytes.length;) {
    const byte = bytes[index] ?? 0
    const letterBytes = bytes.subarray(index, index + lengthFrom(byte))
    const letter = b4a.toString(letterBytes, 'utf8')
    const isLetter = b4a.equals(b4a.from(letter), letterBytes)
    text += isLetter ? letter : String.fromCharCode(RAW_BYTE + byte)
    index += isLetter ? letterBytes.length : 1
  }
  return text
}

/** Where an incomplete character at the end starts; the length if there is none. */
function wholeEnd(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    const isContinuation = (byte & 0xc0) === 0x80
    if (!isContinuation) return lengthFrom(byte) > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

/** The length in bytes of the character that starts with this byte (RFC 3629). */
function lengthFrom(byte: number): number {
  if (byte >= 0xc2 && byte <= 0xdf) return 2
  if (byte >= 0xe0 && byte <= 0xef) return 3
  return byte >= 0xf0 && byte <= 0xf4 ? 4 : 1
}
