// Decides who is admitted to a busy room: everybody while few come, people known here first when many do.
// Pure.
import { LIMITS } from '../shared/base/limits.ts'
import type { Seat } from './audience.ts'
import { RateLimit } from './rate-limit.ts'

/** 'busy': too many people join and leave at the moment. */
export type Entry = 'in' | 'full' | 'busy'

interface Newcomer {
  readonly key: string
  readonly isPlain: boolean
}

interface Occupant {
  readonly isPlain: boolean
  readonly seats: ReadonlySet<Pick<Seat, 'giveWay'>>
}

export interface ComingsOptions {
  /** The room's key, which is the host's own. */
  key: string
  maxMembers: number
  /** Whether a key is on the allow list. */
  isInvited: (key: string) => boolean
  /** The monotonic clock. */
  now: () => number
}

/** Keys are in hex. */
export class Comings {
  readonly #options: ComingsOptions
  /** Strangers may fill a room at once. What buries the conversation is strangers who keep coming and going. */
  readonly #strangersGone: RateLimit
  readonly #returns: RateLimit
  /** People who have posted here, the last to post at the end. When full, the first is dropped. */
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

  /** Whether the owner of a key is known here. */
  isKnown(key: string): boolean {
    return this.#regulars.has(key) || this.#options.isInvited(key)
  }

  /** Whether somebody who is not among the `members` may join. */
  admit({ key, isPlain }: Newcomer, members: ReadonlyMap<string, Occupant>): Entry {
    if (key === this.#options.key) return 'in'
    const isKnown = this.isKnown(key)
    const isFull = members.size >= this.#options.maxMembers
    // Plain peers are the cheapest to make. One that has never said anything keeps nobody out who runs our app.
    const stranger = isFull && (isKnown || !isPlain) ? this.#last(members, isKnown) : undefined
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

  /** The newest member who has never posted, and is plain unless somebody known comes. */
  #last(members: ReadonlyMap<string, Occupant>, isForKnown: boolean): Occupant | undefined {
    const strangers = [...members].filter(
      ([key, { isPlain }]) =>
        (isPlain || isForKnown) && key !== this.#options.key && !this.isKnown(key)
    )
    return strangers.at(-1)?.[1]
  }
}
