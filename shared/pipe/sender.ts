// The sending direction of a pipe: from the source, never more than a window ahead of the receipts.
import { Timer } from '../base/clock.ts'
import { ChatError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import type { Source } from './source.ts'

export interface SenderOptions {
  source: Source
  /** Sends bytes; false when the connection is full. */
  sendData: (chunk: Uint8Array) => boolean
  sendEnd: (bytes: number) => void
  onFailed: (error: ChatError) => void
  /** Everything may be sent and confirmed now. */
  onProgress: () => void
  /** The peer accepts no data, and the source has neither data nor ended: it is not waited for. */
  onIgnored: () => void
}

/** How long an input may take to show that it has data, once nothing else is pending. */
const SHOW_MS = 1000

export class Sender {
  sentBytes = 0
  confirmedBytes = 0
  hasEnded = false
  readonly #options: SenderOptions
  #isFull = false
  #isStopped = false
  /** Whether the peer accepts nothing of the input. */
  #isUnwanted = false
  #deadline: Timer | null = null

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

  /** For a peer that accepts no data: the source has to be empty, or it fails with INPUT_UNWANTED. */
  async startInVain(): Promise<void> {
    const { source, onFailed } = this.#options
    this.#isUnwanted = true
    await source.ready()
    if (this.#isStopped) return
    // The data is kept for the next peer.
    if (source.hasBytes) onFailed(new ChatError('INPUT_UNWANTED'))
    else this.start()
  }

  /**
   * The peer has ended its direction. That also ends a terminal at which nobody types, and soon any other source that
   * the peer does not want.
   */
  onPeerEnd(): void {
    const { source, onIgnored } = this.#options
    if (source.isUntouchedTerminal) this.end()
    else if (this.#isUnwanted) {
      this.#deadline = new Timer(SHOW_MS, () => {
        onIgnored()
        this.end()
      })
    }
  }

  end(): void {
    if (this.hasEnded) return
    this.stop()
    this.hasEnded = true
    this.#options.sendEnd(this.sentBytes)
    this.#options.onProgress()
  }

  stop(): void {
    this.#isStopped = true
    this.#deadline?.cancel()
    this.#options.source.detach()
  }

  /** The connection accepts data again. */
  drained(): void {
    this.#isFull = false
    this.#readOn()
  }

  /** A receipt of the peer. False when it cannot be true. */
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
