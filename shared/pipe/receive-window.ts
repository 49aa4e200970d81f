// How far a peer may send ahead of our receipts: twice what is written in a round trip, so that receipts are back
// before it has to stop. Pure.
import type { Clock } from '../base/clock.ts'
import { LIMITS } from '../base/limits.ts'

/** Shorter measurements would take a burst for a rate. */
const MEASURE_MS = 100

export interface ReceiveWindowOptions {
  clock: Clock
  /** The round trip of the connection of the moment; 0 while that is not known. */
  roundTripMs: () => number
}

export class ReceiveWindow {
  /** Never shrinks: the peer may have used it already. */
  bytes: number = LIMITS.windowBytes
  readonly #options: ReceiveWindowOptions
  #startedAt: number
  #startBytes = 0

  constructor(options: ReceiveWindowOptions) {
    this.#options = options
    this.#startedAt = options.clock.now()
  }

  /** So many bytes of the peer's are written, in all. */
  onWritten(bytes: number): void {
    const { clock, roundTripMs } = this.#options
    const tripMs = roundTripMs()
    const elapsedMs = clock.now() - this.#startedAt
    if (elapsedMs < Math.max(tripMs, MEASURE_MS)) return
    const neededBytes = 2 * (bytes - this.#startBytes) * (tripMs / elapsedMs)
    this.bytes = Math.min(Math.max(this.bytes, Math.ceil(neededBytes)), LIMITS.widestWindowBytes)
    this.#startedAt += elapsedMs
    this.#startBytes = bytes
  }
}
