// Reads the lines of a plain peer, a few at a time: what it has sent at once may be a hundred thousand of them,
// and others wait meanwhile.
import { monotonicMs } from '../base/clock.ts'
import type { Guard } from '../network/guard.ts'
import { LineReader } from './plain-lines.ts'

/** The longest that others wait for one who sends many lines. */
const SLICE_MS = 5
/** What may be on its way to an output that is slow. */
const UNHEARD_LETTERS = 32 * 1024

export interface PlainReaderOptions {
  onLine: (line: string) => void
  /** All lines are dealt with, and no more come. */
  onEnd: () => void
  /** Resolves when what was made of the lines is out of our hands. */
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
  /** Lets the peer send on; null while nothing waits here. */
  #release: (() => void) | null = null

  /** The peer's connection is held by `guard` for as long as there are lines to deal with. */
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

  /** Deals with as many lines as a moment allows, and goes on when others had their turn. */
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
