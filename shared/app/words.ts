// Lines for people and scripts on standard output or error. All of them are written as long as the reader keeps up;
// the memory that a stalled reader may cost is limited.
import { b4a } from '../base/packages.ts'
import { LIMITS } from '../base/limits.ts'
import { jsonLine } from '../base/text.ts'
import type { Outlet } from './outlet.ts'

export interface WordsOptions {
  outlet: Outlet
  format: 'text' | 'json'
  /** A write to the outlet failed. */
  onFailed?: (cause: unknown) => void
}

export class Words {
  readonly #options: WordsOptions
  #waitingBytes = 0
  /** Lines dropped and not reported yet. */
  #leftOut = 0
  /** A failed write may have left part of a line. */
  #isTorn = false

  constructor(options: WordsOptions) {
    this.#options = options
  }

  /**
   * Writes whole lines. Drops them while too much is buffered or the outlet fails, and reports that as soon as the
   * outlet accepts something again.
   */
  write(lines: string): void {
    const isFull = this.#waitingBytes >= LIMITS.unreadBytes
    if (isFull || (this.#leftOut > 0 && this.#waitingBytes > 0)) {
      this.#leftOut += countLines(lines)
      return
    }
    if (this.#leftOut > 0) this.#reportLeftOut()
    this.#push(lines, countLines(lines))
  }

  /** Writes transient text, like a progress line, only if nothing is buffered before it. */
  draw(text: string): void {
    if (this.#waitingBytes === 0) this.#push(text, 0)
  }

  /** Resolves when everything written so far was accepted by the system, or can never be. */
  written(): Promise<void> {
    const { outlet } = this.#options
    return new Promise((resolve) => outlet.write(b4a.alloc(0), () => resolve()))
  }

  /** `lines` counts as dropped if the write fails. */
  #push(text: string, lines: number): void {
    const bytes = b4a.from(text)
    this.#waitingBytes += bytes.length
    this.#options.outlet.write(bytes, (cause) => {
      this.#waitingBytes -= bytes.length
      if (cause !== undefined) {
        this.#leftOut += lines
        this.#isTorn = true
        this.#options.onFailed?.(cause)
      } else if (this.#leftOut > 0 && this.#waitingBytes < LIMITS.unreadBytes / 2) {
        this.#reportLeftOut()
      }
    })
  }

  #reportLeftOut(): void {
    const lines = this.#leftOut
    this.#leftOut = 0
    const isJson = this.#options.format === 'json'
    const notice = isJson ? jsonLine({ event: 'left-out', lines }) : `(${lines} lines left out)\n`
    const start = this.#isTorn ? '\n' : ''
    this.#isTorn = false
    this.#push(`${start}${notice}`, lines)
  }
}

function countLines(text: string): number {
  return text.split('\n').length - 1
}
