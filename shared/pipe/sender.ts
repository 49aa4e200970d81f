// One direction of a pipe, sending: from the source, never further ahead of the receipts than the window.
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
  /** Perhaps everything is sent and confirmed now. */
  onProgress: () => void
  /** The peer takes nothing, and the source has neither given anything yet nor ended: it is not waited for. */
  onIgnored: () => void
}

/** How long an input has to show that it holds something, once it is all that is waited for. */
const SHOW_MS = 1000

export class Sender {
  sentBytes = 0
  confirmedBytes = 0
  hasEnded = false
  readonly #options: SenderOptions
  #isFull = false
  #isStopped = false
  /** What comes of the input is wanted by nobody. */
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

  /** For a peer that takes nothing: the source has to be empty, or it fails with INPUT_UNWANTED. */
  async startInVain(): Promise<void> {
    const { source, onFailed } = this.#options
    this.#isUnwanted = true
    await source.ready()
    if (this.#isStopped) return
    // What it holds is left to the next peer.
    if (source.hasBytes) onFailed(new ChatError('INPUT_UNWANTED'))
    else this.start()
  }

  /**
   * The peer has ended its direction. That ends a terminal at which nobody types, and soon also another source
   * that nobody wants anything of.
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
