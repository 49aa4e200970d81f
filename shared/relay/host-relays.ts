// When a host names which relay: to a newcomer that may not be punched to because both are behind random NATs, or whom no
// path was found to just now, or that is on the host's own network, where a firewall may be in between. To nobody else: a
// relay learns who meets there.
import { CLOCK, type Clock } from '../base/clock.ts'
import type { PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import { RecentMap } from '../base/recent-map.ts'
import { TokenBucket } from '../base/token-bucket.ts'
import { kindOf } from '../network/handshake.ts'
import type { Node } from '../network/node.ts'
import type { Caller, Newcomer, RelayNamer } from './naming.ts'

/** Relays to choose from, the best first. */
export interface RelaySource {
  readonly isEmpty: boolean
  /** The relay for this newcomer; null for none. */
  next(newcomer: Newcomer): PublicKey | null
}

export interface HostRelaysOptions {
  /** Asked in this order. */
  sources: readonly RelaySource[]
  /** What HyperDHT knows of our own NAT. */
  node: Pick<Node, 'host' | 'firewalled' | 'randomized'>
  /** Whether a newcomer is known here: strangers do not use up what known people need. */
  isKnown?: (key: PublicKey) => boolean
  clock?: Clock
}

export class HostRelays implements RelayNamer {
  readonly #options: HostRelaysOptions
  readonly #clock: Clock
  /** When those came who have not got through since, by their keys. */
  readonly #tries = new RecentMap<PublicKey, number>(LIMITS.relayRetries)

  readonly #strangers: TokenBucket
  readonly #known: TokenBucket

  constructor(options: HostRelaysOptions) {
    this.#options = options
    this.#clock = options.clock ?? CLOCK
    this.#strangers = new TokenBucket(LIMITS.meetings, this.#clock.now())
    this.#known = new TokenBucket(LIMITS.knownMeetings, this.#clock.now())
  }

  get ownKind(): number {
    return kindOf(this.#options.node)
  }

  /** Everybody reaches an open host directly. */
  get isEmpty(): boolean {
    const { node, sources } = this.#options
    return !node.firewalled || sources.every(({ isEmpty }) => isEmpty)
  }

  choose(newcomer: Caller): PublicKey | null {
    const { key } = newcomer
    const now = this.#clock.now()
    const triedAt = this.#tries.get(key) ?? -Infinity
    this.#tries.set(key, now)
    const isSecondTry = now - triedAt < LIMITS.relayRetryMs
    if (!isSecondTry && !this.#mayNeedOne(newcomer)) return null
    if (this.isEmpty || !this.mayMeet(key)) return null
    for (const source of this.#options.sources) {
      const relay = source.next(newcomer)
      if (relay) return relay
    }
    return null
  }

  /**
   * On one network HyperDHT tries no other path but the direct one there, for four seconds. Where that is open, it takes
   * a few milliseconds, and nobody gets to the relay.
   */
  #mayNeedOne({ isPunchable, address }: Caller): boolean {
    const { host, randomized } = this.#options.node
    return (randomized && !isPunchable) || (address !== null && address === host)
  }

  /** Counts: to connect to a relay takes a lookup, and a handshake may be a copy, or of somebody who never comes. */
  mayMeet(key: PublicKey): boolean {
    const rate = this.#options.isKnown?.(key) ? this.#known : this.#strangers
    return rate.take(this.#clock.now()) === 0
  }

  /** A newcomer has got through. */
  arrived(key: PublicKey): void {
    this.#tries.delete(key)
  }
}
