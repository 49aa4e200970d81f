// Writes to standard output in order, however slowly it takes the bytes: what it cannot take yet waits on
// disk, never in memory without bound.
import { outputError } from '../network/foreign-errors.ts'
import type { Outlet } from '../app/outlet.ts'
import type { ChatError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import { Joiner } from './joiner.ts'
import { Spill } from './spill.ts'

/**
 * What may wait in memory. Above it, bytes go to disk; below half of it, they come back. As much as the
 * window of our own peers, so that only plain ones, who know no window, ever make use of the disk.
 */
const MAX_PENDING_BYTES = LIMITS.windowBytes

/** Whoever writes to a sink at the moment. */
export interface SinkOwner {
  /** More bytes are written: the system has them. */
  onWritten?: () => void
  /** OUTPUT_CLOSED or OUTPUT_FAILED: the output takes no more, from now on. */
  onFailed: (error: ChatError) => void
}

/** Where the bytes of a peer go. */
export interface ByteSink {
  /** Bytes the system has. */
  readonly writtenBytes: number
  /** True when everything is written. */
  readonly isDrained: boolean
  attach(owner: SinkOwner): void
  detach(): void
  write(chunk: Uint8Array): void
  /** The owner has no more: what is held back for that is written too. */
  finish(): void
}

export class Sink implements ByteSink {
  writtenBytes = 0
  readonly #output: Outlet
  readonly #spill = new Spill()
  /** What came while the output was busy, in chunks too small to be worth a write each. */
  readonly #joiner = new Joiner()
  #owner: SinkOwner | null = null
  #pendingBytes = 0
  #failure: ChatError | null = null

  constructor(output: Outlet) {
    this.#output = output
  }

  get isDrained(): boolean {
    return this.#pendingBytes === 0 && this.#spill.isEmpty && this.#joiner.isEmpty
  }

  /** From now on `owner` hears of what happens. A failure of before is told at once. */
  attach(owner: SinkOwner): void {
    this.#owner = owner
    if (this.#failure) owner.onFailed(this.#failure)
  }

  detach(): void {
    this.#owner = null
  }

  finish(): void {}

  write(chunk: Uint8Array): void {
    if (this.#failure || chunk.length === 0) return
    if (this.isDrained) {
      this.#writeNow(chunk)
    } else if (!this.#joiner.add(chunk)) {
      this.#passJoined()
      if (!this.#joiner.add(chunk)) this.#pass(chunk)
    }
  }

  #passJoined(): void {
    if (!this.#joiner.isEmpty) this.#pass(this.#joiner.take())
  }

  #pass(chunk: Uint8Array): void {
    if (this.#failure) return
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
    if (this.#failure) return
    try {
      while (!this.#spill.isEmpty && this.#pendingBytes < MAX_PENDING_BYTES / 2) {
        this.#writeNow(this.#spill.shift())
      }
      if (this.#pendingBytes === 0) this.#passJoined()
    } catch (cause) {
      this.#onError(cause)
      return
    }
    this.#owner?.onWritten?.()
  }

  #onError(cause: unknown): void {
    if (this.#failure) return
    this.#failure = outputError(cause)
    this.#spill.close()
    this.#owner?.onFailed(this.#failure)
  }
}
