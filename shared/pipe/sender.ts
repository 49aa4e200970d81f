// One direction of a pipe, sending: from the source, never further ahead of the receipts than the window.
import type { ChatError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import type { Source } from './source.ts'

export interface SenderOptions {
  source: Source
  /** Sends bytes; false when the connection is full. */
  sendData: (chunk: Uint8Array) => boolean
  sendEnd: (bytes: number) => void
  onFailed: (error: ChatError) => void
  /** Perhaps everything is sent and confirmed now. */
  onProgress: () => void
}

export class Sender {
  sentBytes = 0
  confirmedBytes = 0
  hasEnded = false
  readonly #options: SenderOptions
  #isFull = false

  constructor(options: SenderOptions) {
    this.#options = options
  }

  /** True when our direction has ended and the peer has written all of it. */
  get isConfirmed(): boolean {
    return this.hasEnded && this.confirmedBytes === this.sentBytes
  }

  start(): void {
    this.#options.source.attach({
      onData: (chunk) => this.#send(chunk),
      onEnd: () => this.end(),
      onFailed: this.#options.onFailed
    })
  }

  end(): void {
    this.hasEnded = true
    this.#options.sendEnd(this.sentBytes)
    this.#options.onProgress()
  }

  stop(): void {
    this.#options.source.detach()
  }

  /** The connection takes more again. */
  drained(): void {
    this.#isFull = false
    this.#readOn()
  }

  /** A receipt of the peer's. False when it cannot be true. */
  confirm(bytes: number): boolean {
    if (bytes < this.confirmedBytes || bytes > this.sentBytes) return false
    this.confirmedBytes = bytes
    this.#readOn()
    this.#options.onProgress()
    return true
  }

  #send(chunk: Uint8Array): void {
    this.sentBytes += chunk.length
    if (!this.#options.sendData(chunk)) this.#isFull = true
    if (this.#isFull || this.#isAhead()) this.#options.source.pause()
  }

  #readOn(): void {
    if (!this.#isFull && !this.#isAhead()) this.#options.source.resume()
  }

  #isAhead(): boolean {
    return this.sentBytes - this.confirmedBytes >= LIMITS.windowBytes
  }
}
