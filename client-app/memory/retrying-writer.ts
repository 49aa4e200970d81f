// Keeps a file up to date that may not be writable for a while, as on a full disk: that is told once, and tried again
// with each write, every few seconds, and at the end.
import { CLOCK, type Clock } from '../../shared/base/clock.ts'
import { ChatError } from '../../shared/base/errors.ts'
import { LIMITS } from '../../shared/base/limits.ts'

export interface RetryingWriterOptions {
  /** Writes all that the file lacks. Throws ChatError. */
  catchUp: () => void
  /** The file cannot be written: not called again before it could be. */
  onFailed: (cause: ChatError) => void
  clock?: Clock
}

export class RetryingWriter {
  readonly #options: RetryingWriterOptions
  #isBehind = false
  #retry: { cancel(): void } | null = null

  constructor(options: RetryingWriterOptions) {
    this.#options = options
  }

  /** Whether the file lacks something. */
  get isBehind(): boolean {
    return this.#isBehind
  }

  /** Runs `task`, which writes what is new, or else all that the file lacks. */
  write(task = this.#options.catchUp): void {
    const { catchUp, onFailed, clock = CLOCK } = this.#options
    this.#cancel()
    try {
      if (this.#isBehind) catchUp()
      else task()
      this.#isBehind = false
    } catch (error) {
      if (!(error instanceof ChatError)) throw error
      if (!this.#isBehind) onFailed(error)
      this.#isBehind = true
      this.#retry = clock.after(LIMITS.unkeptRetryMs, () => this.write())
    }
  }

  /** Tries for the last time. */
  close(): void {
    if (this.#isBehind) this.write()
    this.#cancel()
  }

  #cancel(): void {
    this.#retry?.cancel()
    this.#retry = null
  }
}
