// Who may come into a room when many do: nobody waits while they are few, and those who are no strangers come first
// when they are not. Pure.
import { LIMITS } from '../shared/base/limits.ts'
import type { Seat } from './audience.ts'
import { RateLimit } from './rate-limit.ts'

/** 'busy': too many come and go at the moment. */
export type Entry = 'in' | 'full' | 'busy'

interface Occupant {
  readonly seats: ReadonlySet<Pick<Seat, 'giveWay'>>
}

export interface ComingsOptions {
  /** The room's key, which is the host's own. */
  key: string
  maxMembers: number
  /** Whether a key is on the list of those who may come. */
  isInvited: (key: string) => boolean
  /** The monotonic clock. */
  now: () => number
}

/** Keys are in hex. */
export class Comings {
  readonly #options: ComingsOptions
  /** A room may fill with strangers at once. Those who come and go are what buries the talk. */
  readonly #strangersGone: RateLimit
  readonly #returns: RateLimit
  /** Who has posted here. The one that has not for the longest makes room. */
  readonly #regulars = new Set<string>()

  constructor(options: ComingsOptions) {
    this.#options = options
    const now = options.now()
    this.#strangersGone = new RateLimit(LIMITS.strangersGone, now)
    const burst = options.maxMembers
    this.#returns = new RateLimit({ perSecond: LIMITS.returnsPerSecond, burst }, now)
  }

  /** Somebody has posted. */
  add(key: string): void {
    this.#regulars.delete(key)
    this.#regulars.add(key)
    const [oldest = ''] = this.#regulars
    if (this.#regulars.size > LIMITS.regulars) this.#regulars.delete(oldest)
  }

  /** Whether the owner of a key is no stranger. */
  isKnown(key: string): boolean {
    return this.#regulars.has(key) || this.#options.isInvited(key)
  }

  /** Whether one more may come, who is not among the `members`. */
  admit(key: string, members: ReadonlyMap<string, Occupant>): Entry {
    if (key === this.#options.key) return 'in'
    const isKnown = this.isKnown(key)
    const isFull = members.size >= this.#options.maxMembers
    const stranger = isFull && isKnown ? this.#lastStranger(members) : undefined
    if (isFull && !stranger) return 'full'
    const now = this.#options.now()
    if (isKnown ? this.#returns.take(now) > 0 : this.#strangersGone.isExceeded(now)) return 'busy'
    for (const seat of stranger?.seats ?? []) seat.giveWay()
    return 'in'
  }

  /** A member has left. */
  left(key: string): void {
    if (!this.isKnown(key)) this.#strangersGone.spend(this.#options.now())
  }

  /** Whoever came last and has never said anything makes room for somebody who is known. */
  #lastStranger(members: ReadonlyMap<string, Occupant>): Occupant | undefined {
    const strangers = [...members].filter(
      ([key]) => !this.isKnown(key) && key !== this.#options.key
    )
    return strangers.at(-1)?.[1]
  }
}
