// The receiving direction of a pipe: into the sink, with receipts for what is written.
import { monotonicMs } from '../base/clock.ts'
import type { ChatError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import type { ByteSink } from './sink.ts'

/** A receipt is sent after this many bytes, or after a while when fewer arrive. */
const RECEIPT_BYTES = LIMITS.windowBytes / 8
const RECEIPT_MS = 250

export interface ReceiverOptions {
  sink: ByteSink
  sendReceipt: (bytes: number) => void
  onFailed: (error: ChatError) => void
  /** Everything may be written and receipted now. */
  onProgress: () => void
}

export class Receiver {
  receivedBytes = 0
  /** The peer's last byte is written, and the peer has its receipt. */
  isReceipted = false
  readonly #options: ReceiverOptions
  /** What the sink had accepted from earlier peers, who may have left with much of it unwritten. */
  readonly #acceptedBefore: number
  /** The count in the peer's end message; null until it arrives. */
  #endBytes: number | null = null
  #receiptedBytes = 0
  #receiptedAt = -Infinity

  constructor(options: ReceiverOptions) {
    this.#options = options
    this.#acceptedBefore = options.sink.acceptedBytes
    options.sink.attach({ onWritten: () => this.#onWritten(), onFailed: options.onFailed })
  }

  stop(): void {
    this.#options.sink.detach()
  }

  /** Data of the peer. False when it may not send any: by its hello, after its end, or beyond the window. */
  write(chunk: Uint8Array): boolean {
    this.receivedBytes += chunk.length
    const waitingBytes = this.receivedBytes - this.#writtenBytes()
    // The sender stops once it is a window ahead, and its last chunk may exceed that.
    const isTooMuch = waitingBytes > LIMITS.windowBytes + LIMITS.dataBytes
    if (chunk.length === 0 || this.#endBytes !== null || isTooMuch) return false
    this.#options.sink.write(chunk)
    return true
  }

  /** The peer's end message. False when its count is not what has arrived. */
  end(bytes: number): boolean {
    if (this.#endBytes !== null || bytes !== this.receivedBytes) return false
    this.#endBytes = bytes
    this.#options.sink.finish()
    this.#onWritten()
    return true
  }

  #onWritten(): void {
    const bytes = this.#writtenBytes()
    if (bytes === this.#endBytes) {
      if (!this.isReceipted) this.#receipt(bytes)
      this.isReceipted = true
      this.#options.onProgress()
      return
    }
    const freshBytes = bytes - this.#receiptedBytes
    const isDue = freshBytes >= RECEIPT_BYTES || monotonicMs() - this.#receiptedAt >= RECEIPT_MS
    if (freshBytes > 0 && isDue) this.#receipt(bytes)
  }

  #receipt(bytes: number): void {
    this.#receiptedBytes = bytes
    this.#receiptedAt = monotonicMs()
    this.#options.sendReceipt(bytes)
  }

  #writtenBytes(): number {
    return Math.max(0, this.#options.sink.writtenBytes - this.#acceptedBefore)
  }
}
