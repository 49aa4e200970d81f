// Relays whose connection is kept open, for when the one that carries a member's connection goes.
import { CLOCK, type Clock } from '../../shared/base/clock.ts'
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { TokenBucket } from '../../shared/base/token-bucket.ts'
import { KeptRelays } from '../../shared/network/kept-relays.ts'
import type { RelayConnections } from '../../shared/network/relay-connections.ts'

export class StandBys {
  readonly #kept: KeptRelays

  constructor(relays: Pick<RelayConnections, 'keep'>, clock: Pick<Clock, 'now'> = CLOCK) {
    // A host must not make us connect to one peer after another.
    const changes = new TokenBucket(LIMITS.standByChanges, clock.now())
    this.#kept = new KeptRelays(relays, () => changes.take(clock.now()) === 0)
  }

  /** These and no others, as the host says. */
  set(keys: readonly PublicKey[]): void {
    this.#kept.set(keys)
  }
}
