// Reads the lines of a plain peer a few at a time: it may send a hundred thousand at once, and other peers have to
// be served meanwhile.
import { monotonicMs } from '../base/clock.ts'
import type { Guard } from '../network/guard.ts'
import { LineReader } from './plain-lines.ts'

/** The longest time spent on one peer's lines in a row. */
const SLICE_MS = 5
/** How much may be pending on a slow output. */
const UNHEARD_LETTERS = 32 * 1024

export interface PlainReaderOptions {
  onLine: (line: string) => void
  /** All lines are handled, and no more will come. */
  onEnd: () => void
  /** Resolves when everything made of the lines so far has been written out. */
  heard?: () => Promise<void>
}

export class PlainReader {
  readonly #guard: Guard
  readonly #options: PlainReaderOptions
  readonly #reader = new LineReader()
  readonly #chunks: Uint8Array[] = []
  #lines: Iterator<string> | null = null
  #hasEnded = false
  #unheardLetters = 0
  /** Resumes reading from the peer; null while nothing is pending here. */
  #release: (() => void) | null = null

  /** `guard` pauses the peer's connection as long as lines are pending. */
  constructor(guard: Guard, options: PlainReaderOptions) {
    this.#guard = guard
    this.#options = options
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    if (this.#release === null) this.#work()
  }

  end(): void {
    this.#hasEnded = true
    if (this.#release === null) this.#work()
  }

  /** Handles lines for one time slice, and continues after others had their turn. */
  #work(): void {
    const { onLine, onEnd, heard } = this.#options
    const startedAt = monotonicMs()
    for (let line = this.#next(); line !== null; line = this.#next()) {
      onLine(line)
      this.#unheardLetters += line.length
      const busyMs = monotonicMs() - startedAt
      const isUnheard = heard !== undefined && this.#unheardLetters > UNHEARD_LETTERS
      if (busyMs < SLICE_MS && !isUnheard) continue
      if (this.#release) this.#guard.charge(busyMs)
      else this.#release = this.#guard.hold()
      void this.#pause().then(() => this.#work())
      return
    }
    this.#release?.()
    this.#release = null
    if (!this.#hasEnded) return
    this.#reader.end().forEach(onLine)
    onEnd()
  }

  #next(): string | null {
    while (!this.#guard.isOver) {
      const next = this.#lines?.next()
      if (next?.done === false) return next.value
      const chunk = this.#chunks.shift()
      if (chunk === undefined) return null
      this.#lines = this.#reader.lines(chunk)
    }
    return null
  }

  async #pause(): Promise<void> {
    await this.#options.heard?.()
    this.#unheardLetters = 0
    await new Promise((resolve) => setImmediate(resolve))
  }
}
