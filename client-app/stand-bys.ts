// Relays whose connection is kept open, for when the one that carries a member's connection goes.
import { CLOCK, type Clock } from '../shared/base/clock.ts'
import type { PublicKey } from '../shared/base/key.ts'
import { LIMITS } from '../shared/base/limits.ts'
import { TokenBucket } from '../shared/base/token-bucket.ts'
import type { RelayConnections } from '../shared/network/relay-connections.ts'

export class StandBys {
  readonly #relays: Pick<RelayConnections, 'keep'>
  readonly #clock: Pick<Clock, 'now'>
  /** With what lets each go. */
  readonly #kept = new Map<PublicKey, () => void>()
  /** A host must not make us connect to one peer after another. */
  readonly #changes: TokenBucket

  constructor(relays: Pick<RelayConnections, 'keep'>, clock: Pick<Clock, 'now'> = CLOCK) {
    this.#relays = relays
    this.#clock = clock
    this.#changes = new TokenBucket(LIMITS.standByChanges, clock.now())
  }

  /** These and no others, as the host says. */
  set(keys: readonly PublicKey[]): void {
    for (const [key, stop] of this.#kept) {
      if (keys.includes(key)) continue
      this.#kept.delete(key)
      stop()
    }
    for (const key of keys) {
      if (this.#kept.has(key) || this.#changes.take(this.#clock.now()) > 0) continue
      this.#kept.set(key, this.#relays.keep(key))
    }
  }
}
