// Writes to a stream in order, however slowly it takes the bytes: what it cannot take yet waits on
// disk, never in memory without bound.
import { outputError, type ChatError } from './errors.ts'
import { Spill } from './spill.ts'

/** What may wait in memory. Above it, bytes go to disk; below half of it, they come back. */
const MAX_PENDING_BYTES = 4 * 1024 * 1024

export class Sink {
  /** Bytes the stream has called back as written. */
  writtenBytes = 0
  readonly #output: NodeJS.WritableStream
  readonly #spill = new Spill()
  readonly #fail: (error: ChatError) => void
  #pendingBytes = 0
  #drained: (() => void) | null = null
  #failed = false

  /** `fail` is called once, with OUTPUT_CLOSED or OUTPUT_FAILED, when the output takes no more. */
  constructor(output: NodeJS.WritableStream, fail: (error: ChatError) => void) {
    this.#output = output
    this.#fail = fail
    output.on('error', (cause) => this.#onError(cause))
  }

  write(chunk: Uint8Array): void {
    if (this.#failed) return
    if (this.#spill.isEmpty && this.#pendingBytes < MAX_PENDING_BYTES) {
      this.#writeNow(chunk)
      return
    }
    try {
      this.#spill.push(chunk)
    } catch (cause) {
      this.#onError(cause)
    }
  }

  /** Resolves when everything is written. Never resolves after a failure. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#drained = resolve
      this.#advance()
    })
  }

  close(): void {
    this.#failed = true
    this.#spill.close()
  }

  #writeNow(chunk: Uint8Array): void {
    this.#pendingBytes += chunk.length
    this.#output.write(chunk, (cause) => {
      if (cause) {
        this.#onError(cause)
        return
      }
      this.#pendingBytes -= chunk.length
      this.writtenBytes += chunk.length
      this.#advance()
    })
  }

  #advance(): void {
    if (this.#failed) return
    try {
      while (!this.#spill.isEmpty && this.#pendingBytes < MAX_PENDING_BYTES / 2) {
        this.#writeNow(this.#spill.shift())
      }
    } catch (cause) {
      this.#onError(cause)
      return
    }
    if (this.#pendingBytes === 0 && this.#spill.isEmpty) this.#drained?.()
  }

  #onError(cause: unknown): void {
    if (this.#failed) return
    this.close()
    this.#fail(outputError(cause))
  }
}
