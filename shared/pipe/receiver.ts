// The receiving direction of a pipe: into the sink, with receipts for what is written.
import type { Clock } from '../base/clock.ts'
import type { ChatError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import { ReceiveWindow } from './receive-window.ts'
import type { ByteSink } from './sink.ts'
import { Tally } from './tally.ts'

/** A receipt is sent after this many bytes, or after a while when fewer arrive. */
const RECEIPT_BYTES = LIMITS.windowBytes / 8
const RECEIPT_MS = 250

export interface ReceiverOptions {
  /** Of this peer alone. */
  sink: ByteSink
  clock: Clock
  /** The round trip of the connection of the moment; 0 while that is not known. */
  roundTripMs: () => number
  /** So many bytes are written, and from now on so many may be sent ahead of that. */
  sendReceipt: (bytes: number, windowBytes: number) => void
  onFailed: (error: ChatError) => void
  /** Everything may be written and receipted now. */
  onProgress: () => void
}

export class Receiver {
  /** The peer's last byte is written, and its receipt sent on the connection of the moment, if there is one. */
  isReceipted = false
  readonly #options: ReceiverOptions
  readonly #received = new Tally()
  readonly #window: ReceiveWindow
  /** The count in the peer's end message; null until it arrives. */
  #endBytes: number | null = null
  /** Whether it has arrived over the connection of the moment, too. */
  #hasEndHere = false
  #receiptedBytes = 0
  #receiptedAt = -Infinity

  constructor(options: ReceiverOptions) {
    this.#options = options
    this.#window = new ReceiveWindow(options)
    this.#attach()
  }

  get receivedBytes(): number {
    return this.#received.bytes
  }

  get fingerprint(): string {
    return this.#received.fingerprint
  }

  stop(): void {
    this.#options.sink.detach()
  }

  /** Goes on over another connection: says again what is written, since the last receipt may be lost. */
  resume(): void {
    this.#hasEndHere = false
    this.isReceipted = false
    this.#attach()
    if (this.#options.sink.writtenBytes > 0) this.#receipt(this.#options.sink.writtenBytes)
    if (this.#endBytes !== null) this.#onWritten()
  }

  /** Data of the peer. False when it may not send any: by its hello, after its end, or beyond the window. */
  write(chunk: Uint8Array): boolean {
    const waitingBytes = this.receivedBytes + chunk.length - this.#options.sink.writtenBytes
    // The sender stops once it is a window ahead, and its last chunk may exceed that.
    const isTooMuch = waitingBytes > this.#window.bytes + LIMITS.dataBytes
    if (chunk.length === 0 || this.#endBytes !== null || isTooMuch) return false
    this.#received.add(chunk)
    this.#options.sink.write(chunk)
    return true
  }

  /** The peer's end message, once on each connection. False when its count is not what has arrived. */
  end(bytes: number): boolean {
    if (this.#hasEndHere || bytes !== this.receivedBytes) return false
    this.#hasEndHere = true
    this.#endBytes = bytes
    this.#options.sink.finish()
    this.#onWritten()
    return true
  }

  #attach(): void {
    const { sink, onFailed } = this.#options
    sink.attach({ onWritten: () => this.#onWritten(), onFailed })
  }

  #onWritten(): void {
    const bytes = this.#options.sink.writtenBytes
    this.#window.onWritten(bytes)
    if (bytes === this.#endBytes) {
      if (!this.isReceipted) this.#receipt(bytes)
      this.isReceipted = true
      this.#options.onProgress()
      return
    }
    const freshBytes = bytes - this.#receiptedBytes
    const isDue =
      freshBytes >= RECEIPT_BYTES || this.#options.clock.now() - this.#receiptedAt >= RECEIPT_MS
    if (freshBytes > 0 && isDue) this.#receipt(bytes)
  }

  #receipt(bytes: number): void {
    this.#receiptedBytes = bytes
    this.#receiptedAt = this.#options.clock.now()
    this.#options.sendReceipt(bytes, this.#window.bytes)
  }
}
