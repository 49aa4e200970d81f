// Whom a member lets in where it relays: its host, and those the host has vouched for, for as long as they are there and a
// while longer. Whoever shakes hands makes a member send something, to an address that may be somebody else's, and any host
// can vouch for itself: so each has a few handshakes, and all together not many more. Pure.
import { CLOCK, type Clock } from '../../shared/base/clock.ts'
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { RecentMap } from '../../shared/base/recent-map.ts'
import { TokenBucket } from '../../shared/base/token-bucket.ts'

interface Voucher {
  handshakes: TokenBucket
  /** How many connections its owner has. */
  connections: number
  /** When it was given, or its owner last left. */
  since: number
}

export class Vouchers {
  readonly #host: PublicKey
  readonly #clock: Pick<Clock, 'now'>
  readonly #all: TokenBucket
  readonly #vouchers = new RecentMap<PublicKey, Voucher>(LIMITS.vouchedKeys)

  constructor(hostKey: PublicKey, clock: Pick<Clock, 'now'> = CLOCK) {
    this.#host = hostKey
    this.#clock = clock
    this.#all = new TokenBucket(LIMITS.roomRelayHandshakes, clock.now())
  }

  /** The host vouches for the owner of a key. */
  give(key: PublicKey): void {
    const now = this.#clock.now()
    const known = this.#vouchers.get(key)
    const handshakes = known?.handshakes ?? new TokenBucket(LIMITS.vouchedHandshakes, now)
    this.#vouchers.set(key, { handshakes, connections: known?.connections ?? 0, since: now })
  }

  /** Whether a handshake is answered: asked once for each. */
  admits(key: PublicKey): boolean {
    const now = this.#clock.now()
    if (key === this.#host) return this.#all.take(now) === 0
    const voucher = this.#vouchers.get(key)
    if (!voucher) return false
    const isOver = voucher.connections === 0 && now - voucher.since > LIMITS.voucherMs
    if (isOver) this.#vouchers.delete(key)
    return !isOver && voucher.handshakes.take(now) === 0 && this.#all.take(now) === 0
  }

  came(key: PublicKey): void {
    const voucher = this.#vouchers.get(key)
    if (voucher) voucher.connections += 1
  }

  left(key: PublicKey): void {
    const voucher = this.#vouchers.get(key)
    if (!voucher) return
    voucher.connections = Math.max(0, voucher.connections - 1)
    voucher.since = this.#clock.now()
  }
}
