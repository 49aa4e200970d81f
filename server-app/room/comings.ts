// Decides who is admitted to a busy room: everybody while few come, people known here first when many do.
// Pure.
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { RecentMap } from '../../shared/base/recent-map.ts'
import { TokenBucket } from '../../shared/base/token-bucket.ts'
import { awayFirst, type Member } from './member.ts'

/** 'busy': too many people join and leave at the moment. */
export type Entry = 'in' | 'full' | 'busy'

/** 'back': its place was kept while its connection was lost, or was replaced. */
export type Admission = Entry | 'back'

type Newcomer = Pick<Member, 'key' | 'isPlain'>
type Occupant = Pick<Member, 'key' | 'isPlain' | 'awaySince'>

export interface ComingsOptions {
  /** The room's key, which is the host's own. */
  key: PublicKey
  maxMembers: number
  /** Whether a key is on the allow list. */
  isInvited: (key: PublicKey) => boolean
  /** Puts a member (by key) out, whose place somebody else gets. */
  giveWay: (key: PublicKey) => void
  /** The monotonic clock. */
  now: () => number
}

export class Comings {
  readonly #options: ComingsOptions
  /** Strangers may fill a room at once. What buries the conversation is strangers who keep coming and going. */
  readonly #strangersGone: TokenBucket
  readonly #returns: TokenBucket
  /** People who have posted here. */
  readonly #regulars = new RecentMap<PublicKey, true>(LIMITS.regulars)

  constructor(options: ComingsOptions) {
    this.#options = options
    const now = options.now()
    this.#strangersGone = new TokenBucket(LIMITS.strangersGone, now)
    const burst = options.maxMembers
    this.#returns = new TokenBucket({ perSecond: LIMITS.returnsPerSecond, burst }, now)
  }

  /** Somebody has posted. */
  add(key: PublicKey): void {
    this.#regulars.set(key, true)
  }

  /** Whether the owner of a key is known here. */
  isKnown(key: PublicKey): boolean {
    return this.#regulars.has(key) || this.#options.isInvited(key)
  }

  /** Whether somebody who is not among the `members` may join. */
  admit({ key, isPlain }: Newcomer, members: ReadonlyMap<PublicKey, Occupant>): Entry {
    if (key === this.#options.key) return 'in'
    const isKnown = this.isKnown(key)
    const isFull = members.size >= this.#options.maxMembers
    const last = isFull ? this.#lastToStay(members, { isPlain, isKnown }) : undefined
    if (isFull && !last) return 'full'
    const now = this.#options.now()
    if (isKnown ? this.#returns.take(now) > 0 : this.#strangersGone.debtMs(now) > 0) return 'busy'
    if (last) this.#options.giveWay(last.key)
    return 'in'
  }

  /** A member has left, or vanished. */
  left(key: PublicKey): void {
    if (!this.isKnown(key)) this.#strangersGone.spend(1, this.#options.now())
  }

  /**
   * Who gives way: whoever is away, strangers before known people, the longest away first. To somebody known also the
   * newest stranger; to our apps the newest plain one. Plain peers are the cheapest to make: one that has never said
   * anything keeps nobody out who runs our app.
   */
  #lastToStay(
    members: ReadonlyMap<PublicKey, Occupant>,
    { isPlain, isKnown }: { isPlain: boolean; isKnown: boolean }
  ): Occupant | undefined {
    const isStranger = ({ key }: Occupant): boolean =>
      key !== this.#options.key && !this.isKnown(key)
    const away = awayFirst(members.values())
    const absent = away.find(isStranger) ?? away[0]
    if (absent || (isPlain && !isKnown)) return absent
    const strangers = [...members.values()].filter(isStranger)
    return strangers.filter((stranger) => isKnown || stranger.isPlain).at(-1)
  }
}
