// Limits handshakes: all keys together first, then each key once its owner is proven to be there. Pure.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { RecentMap } from '../../shared/base/recent-map.ts'
import { TokenBucket } from '../../shared/base/token-bucket.ts'

const MINUTE_MS = 60_000
const MOST_REMEMBERED = 10_000

export class Handshakes {
  /** Whether a key is known here: strangers do not use up the share of known keys. */
  isKnown: (key: PublicKey) => boolean = () => false
  readonly #now: () => number
  readonly #strangers: TokenBucket
  readonly #known: TokenBucket
  /** Each key's connections in the last minute. */
  readonly #connections = new RecentMap<PublicKey, { since: number; count: number }>(
    MOST_REMEMBERED
  )

  /** `now`: the monotonic clock. */
  constructor(now: () => number = monotonicMs) {
    this.#now = now
    this.#strangers = new TokenBucket(LIMITS.handshakes, now())
    this.#known = new TokenBucket(LIMITS.knownHandshakes, now())
  }

  /** Whether there are too many for another one. Ignores the key's own count: anybody can replay its handshakes. */
  areTooMany(key: PublicKey): boolean {
    const rate = this.isKnown(key) ? this.#known : this.#strangers
    return rate.take(this.#now()) > 0
  }

  /** Counts a connection of a key whose stream has begun; returns whether it connects too often. */
  isTooOften(key: PublicKey): boolean {
    const now = this.#now()
    const known = this.#connections.get(key)
    const isOver = !known || now - known.since >= MINUTE_MS
    const { since, count } = isOver ? { since: now, count: 0 } : known
    this.#connections.set(key, { since, count: count + 1 })
    return count >= LIMITS.handshakesPerMinute
  }
}
