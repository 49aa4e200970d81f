// Lines of plain peers: splits bytes into lines that are safe to print.
import type { Input } from '../app/input.ts'
import { inputError } from '../network/foreign-errors.ts'
import { b4a } from '../base/packages.ts'
import { printable } from '../base/text.ts'

/** The longest line in bytes. A longer one is cut into several. */
export const MAX_LINE_BYTES = 4096

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d

/** Splits a byte stream into lines that are safe to print. Buffers at most MAX_LINE_BYTES. */
export class LineReader implements Lines {
  #rest: Uint8Array = b4a.alloc(0)

  /** The lines that `chunk` completes. Bytes that are not UTF-8 become U+FFFD. */
  push(chunk: Uint8Array): string[] {
    return [...this.lines(chunk)]
  }

  /** The same lazily. All lines have to be consumed before the next chunk. */
  *lines(chunk: Uint8Array): Generator<string> {
    let bytes = this.#rest.length > 0 ? b4a.concat([this.#rest, chunk]) : chunk
    while (bytes.length > 0) {
      const newline = bytes.indexOf(NEWLINE)
      // The CR of a CRLF does not count: a line of exactly the limit is not cut because of it.
      const limit = bytes[MAX_LINE_BYTES] === CARRIAGE_RETURN ? MAX_LINE_BYTES + 1 : MAX_LINE_BYTES
      const isWhole = newline !== -1 && newline <= limit
      if (!isWhole && bytes.length <= limit) break
      const end = isWhole ? newline : characterStart(bytes, MAX_LINE_BYTES)
      yield decode(bytes.subarray(0, end))
      bytes = bytes.subarray(isWhole ? end + 1 : end)
    }
    this.#rest = b4a.from(bytes)
  }

  /** The rest of the bytes, if the last line has no newline. */
  end(): string[] {
    const rest = this.#rest
    this.#rest = b4a.alloc(0)
    return rest.length > 0 ? [decode(rest)] : []
  }
}

/** Bytes in, lines out. */
export interface Lines {
  push(chunk: Uint8Array): string[]
  end(): string[]
}

/**
 * Calls `onLine` with each line of `input`, one at a time. The input is paused meanwhile, so that at most one
 * chunk is buffered here. Resolves at its end, when all lines are handled. Rejects with INPUT_FAILED, or with what
 * `onLine` throws.
 */
export function readLines(
  input: Input,
  onLine: (line: string) => void | Promise<void>,
  reader: Lines = new LineReader()
): Promise<void> {
  const dealWith = async (lines: string[]): Promise<void> => {
    for (const line of lines) await onLine(line)
  }
  return new Promise((resolve, reject) => {
    let dealt = Promise.resolve()
    input.on('data', (chunk: Uint8Array) => {
      input.pause()
      dealt = dealt.then(() => dealWith(reader.push(chunk)))
      dealt.then(() => input.resume(), reject)
    })
    input.on('end', () => {
      dealt.then(() => dealWith(reader.end())).then(resolve, reject)
    })
    input.on('error', (cause) => {
      const fail = (): void => reject(inputError(cause))
      dealt.then(fail, fail)
    })
  })
}

/** The start of the UTF-8 character at `index`. */
function characterStart(bytes: Uint8Array, index: number): number {
  let start = index
  while (start > index - 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--
  return start
}

function decode(line: Uint8Array): string {
  const end = line.at(-1) === CARRIAGE_RETURN ? line.length - 1 : line.length
  return printable(b4a.toString(line.subarray(0, end), 'utf8'))
}
