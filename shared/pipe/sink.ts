// Writes to standard output in order, however slow it is: the excess is buffered on disk, never in memory without
// bound.
import { outputError } from '../network/foreign-errors.ts'
import type { Outlet } from '../app/outlet.ts'
import type { ChatError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import { Joiner } from './joiner.ts'
import { Spill } from './spill.ts'

/**
 * The most buffered in memory. Beyond it, bytes go to disk; below half of it, they come back. Equal to our own peers'
 * window, so that only plain peers, which have no window, ever cause disk use.
 */
const MAX_PENDING_BYTES = LIMITS.windowBytes

/** The current writer of a sink. */
export interface SinkOwner {
  /** More bytes are written: the system has accepted them. */
  onWritten?: () => void
  /** OUTPUT_CLOSED or OUTPUT_FAILED: the output accepts nothing from now on. */
  onFailed: (error: ChatError) => void
}

/** The destination of a peer's bytes. */
export interface ByteSink {
  /** Bytes that the system has accepted. */
  readonly writtenBytes: number
  /** Bytes it has accepted, written or not. */
  readonly acceptedBytes: number
  /** True when everything is written. */
  readonly isDrained: boolean
  attach(owner: SinkOwner): void
  detach(): void
  write(chunk: Uint8Array): void
  /** The owner has no more data: whatever is held back is written too. */
  finish(): void
}

export class Sink implements ByteSink {
  writtenBytes = 0
  acceptedBytes = 0
  readonly #output: Outlet
  readonly #spill = new Spill()
  /** Chunks received while the output was busy, too small for a write each. */
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

  /** From now on `owner` gets the events. An earlier failure is reported at once. */
  attach(owner: SinkOwner): void {
    this.#owner = owner
    if (this.#failure) owner.onFailed(this.#failure)
  }

  /** Does nothing for one that is not the owner any more. */
  detach(owner = this.#owner): void {
    if (this.#owner === owner) this.#owner = null
  }

  finish(): void {}

  write(chunk: Uint8Array): void {
    if (this.#failure || chunk.length === 0) return
    this.acceptedBytes += chunk.length
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

  #writeNow(chunk: Uint8Array, onWritten = (): void => {}): void {
    this.#pendingBytes += chunk.length
    this.#output.write(chunk, (cause) => {
      if (cause) {
        this.#onError(cause)
        return
      }
      this.#pendingBytes -= chunk.length
      this.writtenBytes += chunk.length
      onWritten()
      this.#advance()
    })
  }

  #advance(): void {
    if (this.#failure) return
    try {
      while (!this.#spill.isEmpty && this.#pendingBytes < MAX_PENDING_BYTES / 2) {
        const chunk = this.#spill.shift()
        this.#writeNow(chunk, () => this.#spill.recycle(chunk))
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
