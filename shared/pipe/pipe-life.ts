// How far a pipe is, and how it ends.
import { Deferred } from '../base/deferred.ts'
import type { ChatError } from '../base/errors.ts'
import type { Exchange } from './exchange.ts'
import type { Fingerprints, PipeCounts } from './pipe-options.ts'
import { countsInWords } from './progress.ts'

export abstract class PipeLife implements PipeCounts {
  /** delivered: all is confirmed and written, but the peer may not know. */
  protected state: 'fresh' | 'open' | 'delivered' | 'over' = 'fresh'
  protected readonly exchange: Exchange
  readonly #outcome = new Deferred()

  /**
   * Resolves when our bytes are receipted and the peer's are written. Rejects with ChatError LOST, NOT_RESUMED,
   * FORGOTTEN, PROTOCOL, INPUT_FAILED, OUTPUT_CLOSED, OUTPUT_FAILED, PLAIN_HOST, or the peer's own reason: BUSY,
   * HOST_IS_CHAT, PEER_LEFT and so on.
   */
  readonly finished = this.#outcome.promise

  constructor(exchange: Exchange) {
    this.exchange = exchange
  }

  get sentBytes(): number {
    return this.exchange.sentBytes
  }

  get confirmedBytes(): number {
    return this.exchange.confirmedBytes
  }

  get receivedBytes(): number {
    return this.exchange.receivedBytes
  }

  get fingerprints(): Fingerprints {
    return this.exchange.fingerprints
  }

  /** Bytes in memory that may have to be sent again. */
  get keptBytes(): number {
    return this.exchange.keptBytes
  }

  /** Bytes that are confirmed by the peer, or came from it. */
  get movedBytes(): number {
    return this.confirmedBytes + this.receivedBytes
  }

  /** As the end of a sentence about its failure. */
  protected get progress(): { progress: string } {
    return { progress: countsInWords(this) }
  }

  /** Whether all is confirmed and written, so that nothing can be lost any more. */
  get isDelivered(): boolean {
    return this.state === 'delivered'
  }

  /** No longer waits for another connection. */
  protected abstract stopWaiting(): void

  /** Nothing can be lost any more. */
  protected end(): void {
    this.#finish()
    this.#outcome.resolve()
  }

  /** Ends the pipe for a failure; false when there is nothing left to fail. */
  protected stop(): boolean {
    if (this.isDelivered) this.end()
    if (this.state === 'over') return false
    this.#finish()
    return true
  }

  /** Reports the failure. */
  protected lose(error: ChatError): void {
    this.#outcome.reject(error)
  }

  #finish(): void {
    this.state = 'over'
    this.stopWaiting()
    this.exchange.stop()
  }
}
