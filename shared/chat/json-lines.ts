// Commands of scripts, one JSON object a line: splits bytes into lines. Part of an object is useless, so a line
// that is too long is dropped as a whole.
import type { Input } from '../app/input.ts'
import { LIMITS } from '../base/limits.ts'
import { b4a } from '../base/packages.ts'
import { runJson } from './run.ts'
import type { Participant } from './participant.ts'
import { readLines, type Lines } from './plain-lines.ts'

const NEWLINE = 0x0a

/** Runs the commands in `input` one after the other. Resolves at its end. Throws INPUT_FAILED. */
export function runCommands(input: Input, participant: Participant): Promise<void> {
  const maxBytes = LIMITS.commandBytes
  const text = `A command may have at most ${maxBytes} bytes: a longer one was dropped`
  const onTooLong = (): void => participant.say({ event: 'problem', text })
  const reader = new JsonLineReader({ maxBytes, onTooLong })
  return readLines(input, (line) => runJson(participant, line), reader)
}

export interface JsonLineReaderOptions {
  /** The longest line accepted. */
  maxBytes: number
  /** Called for each line dropped because it is too long. */
  onTooLong: () => void
}

export class JsonLineReader implements Lines {
  readonly #options: JsonLineReaderOptions
  #rest: Uint8Array = b4a.alloc(0)
  /** Whether the current line is already too long. */
  #isLeavingOut = false

  constructor(options: JsonLineReaderOptions) {
    this.#options = options
  }

  /** The lines that `chunk` completes. */
  push(chunk: Uint8Array): string[] {
    const lines: string[] = []
    let bytes = this.#rest.length > 0 ? b4a.concat([this.#rest, chunk]) : chunk
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE)) {
      if (this.#fits(end)) lines.push(b4a.toString(bytes.subarray(0, end)))
      this.#isLeavingOut = false
      bytes = bytes.subarray(end + 1)
    }
    this.#rest = b4a.from(this.#fits(bytes.length) ? bytes : [])
    return lines
  }

  /** The rest of the bytes, if the last line has no newline. */
  end(): string[] {
    const rest = this.#rest
    this.#rest = b4a.alloc(0)
    return rest.length > 0 ? [b4a.toString(rest)] : []
  }

  #fits(bytes: number): boolean {
    if (!this.#isLeavingOut && bytes > this.#options.maxBytes) {
      this.#isLeavingOut = true
      this.#options.onTooLong()
    }
    return !this.#isLeavingOut
  }
}
