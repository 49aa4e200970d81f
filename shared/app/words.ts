// Lines for people and scripts on standard output or error: all of them while they are read, and never more of
// them in memory than a reader who stands still may cost.
import { b4a } from '../base/packages.ts'
import { LIMITS } from '../base/limits.ts'
import { jsonLine } from '../base/text.ts'
import type { Outlet } from './outlet.ts'

export interface WordsOptions {
  outlet: Outlet
  format: 'text' | 'json'
  /** The outlet does not take what was written. */
  onFailed?: (cause: unknown) => void
}

export class Words {
  readonly #options: WordsOptions
  #waitingBytes = 0
  #leftOut = 0

  constructor(options: WordsOptions) {
    this.#options = options
  }

  /** Writes whole lines. With too much waiting already they are left out, which is told once they are read on. */
  write(lines: string): void {
    if (this.#leftOut > 0 || this.#waitingBytes >= LIMITS.unreadBytes) {
      this.#leftOut += lines.split('\n').length - 1
    } else {
      this.#push(lines)
    }
  }

  /** Writes what passes, like a progress that is drawn over: only if nothing waits before it. */
  draw(text: string): void {
    if (this.#waitingBytes === 0) this.#push(text)
  }

  /** Resolves when all that was written so far is with the system, or can never be. */
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
