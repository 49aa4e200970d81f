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
  #leftOut = 0

  constructor(options: WordsOptions) {
    this.#options = options
  }

  /** Writes whole lines. Drops them while too much is buffered, and reports that once reading resumes. */
  write(lines: string): void {
    if (this.#leftOut > 0 || this.#waitingBytes >= LIMITS.unreadBytes) {
      this.#leftOut += lines.split('\n').length - 1
    } else {
      this.#push(lines)
    }
  }

  /** Writes transient text, like a progress line, only if nothing is buffered before it. */
  draw(text: string): void {
    if (this.#waitingBytes === 0) this.#push(text)
  }

  /** Resolves when everything written so far was accepted by the system, or can never be. */
  written(): Promise<void> {
    const { outlet } = this.#options
    return new Promise((resolve) => outlet.write(b4a.alloc(0), () => resolve()))
  }

  #push(text: string): void {
    const bytes = b4a.from(text)
    this.#waitingBytes += bytes.length
    this.#options.outlet.write(bytes, (cause) => {
      this.#waitingBytes -= bytes.length
      if (cause !== undefined) this.#options.onFailed?.(cause)
      else if (this.#leftOut > 0 && this.#waitingBytes < LIMITS.unreadBytes / 2) this.#confess()
    })
  }

  #confess(): void {
    const lines = this.#leftOut
    this.#leftOut = 0
    const isJson = this.#options.format === 'json'
    this.#push(isJson ? jsonLine({ event: 'left-out', lines }) : `(${lines} lines left out)\n`)
  }
}
