// Relays that one has brought along, in the order of their use: one that did not answer, or lost what it carried, comes last
// for a while. Pure.
import { CLOCK, type Clock } from '../base/clock.ts'
import type { PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import type { RelaySource } from './host-relays.ts'

export class RelayList implements RelaySource {
  readonly #keys: readonly PublicKey[]
  readonly #clock: Clock
  /** When each that failed did so last, by its key. */
  readonly #failedAt = new Map<PublicKey, number>()

  constructor(keys: readonly PublicKey[], clock: Clock = CLOCK) {
    this.#keys = keys
    this.#clock = clock
  }

  get size(): number {
    return this.#keys.length
  }

  get isEmpty(): boolean {
    return this.#keys.length === 0
  }

  /** The next one to try; null if there is none at all. */
  next(): PublicKey | null {
    const since = this.#clock.now() - LIMITS.relayRestMs
    const failedAt = (key: PublicKey): number => this.#failedAt.get(key) ?? -Infinity
    const rested = this.#keys.find((key) => failedAt(key) < since)
    // All have failed lately: the one that has rested longest.
    return (
      rested ?? [...this.#keys].sort((one, other) => failedAt(one) - failedAt(other))[0] ?? null
    )
  }

  /** A relay has failed. Others' relays are no matter here. */
  fail(key: PublicKey): void {
    if (this.#keys.includes(key)) this.#failedAt.set(key, this.#clock.now())
  }
}
