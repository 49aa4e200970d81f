// Who is in a room: on their seats, or away for a while with their places kept. Says what happens, and keeps no
// events. Pure.
import { shortKey, type PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { TokenBucket } from '../../shared/base/token-bucket.ts'
import type { Happening, LeaveReason } from '../../shared/room/events.ts'
import type { Hello, Person } from '../../shared/room/messages.ts'
import { safeName } from '../../shared/room/names.ts'
import type { Seat } from './audience.ts'
import { Comings, type Entry } from './comings.ts'
import { FormerMembers } from './former-members.ts'
import { awayFirst, seatOf, type Member } from './member.ts'
import type { Past } from './past.ts'
import { uniqueName } from './unique-name.ts'

export interface MembersOptions {
  /** The room's key, which is the host's own. */
  key: PublicKey
  maxMembers: number
  /** Whether a key is on the allow list. */
  isInvited: (key: PublicKey) => boolean
  /** The monotonic clock. */
  now: () => number
  /** Somebody joined, left or changed their name. */
  onHappening: (happening: Happening) => void
  /** Somebody is away, or back, or has left. */
  onPresence: (key: PublicKey) => void
}

interface Seated {
  member: Member
  hadJoined: boolean
  isBack: boolean
}

const POSTS = { perSecond: LIMITS.postsPerSecond, burst: LIMITS.postBurst }

export class Members {
  readonly former = new FormerMembers()
  readonly comings: Comings
  readonly #options: MembersOptions
  readonly #members = new Map<PublicKey, Member>()

  constructor(options: MembersOptions) {
    this.#options = options
    this.comings = new Comings({ ...options, giveWay: (key) => this.#giveWay(key) })
  }

  get size(): number {
    return this.#members.size
  }

  get people(): Person[] {
    return Array.from(this.#members.values(), ({ key, name, isPlain, awaySince }) => {
      return { key, name, isPlain, isAway: awaySince !== null }
    })
  }

  get(key: PublicKey): Member | undefined {
    return this.#members.get(key)
  }

  /** Null if there is no such member. */
  isAway(key: PublicKey): boolean | null {
    const member = this.get(key)
    return member ? member.awaySince !== null : null
  }

  /**
   * Those who were here when the host ended, the last to be active at the end: they are away from now on, and those who
   * come back in time notice nothing.
   */
  restore(people: Past['present']): void {
    const free = this.#options.maxMembers - this.size
    for (const { key, name, isPlain } of free > 0 ? people.slice(-free) : []) {
      // The host itself is in its past, too.
      if (this.#members.has(key)) continue
      this.#add({ key, isPlain, name: this.#unique(name, key), awaySince: this.#options.now() })
    }
  }

  /**
   * Gives a seat to its owner; `hadJoined` if that one is here with another process, `isBack` if its place was kept.
   */
  sit(seat: Seat, { name, instance }: Hello): Entry | Seated {
    const known = this.#known(seat)
    const older = known && seatOf(known, instance)
    if (known && !older && known.seats.size >= LIMITS.sessionsPerMember) return 'full'
    const entry = known ? 'in' : this.comings.admit(seat, this.#members)
    if (entry !== 'in') return entry
    const hadJoined = known !== undefined && known.seats.size > (older ? 1 : 0)
    const member = known ?? this.#enter(seat, name)
    member.seats.set(seat, instance)
    if (known && !hadJoined) this.#return(known, name)
    older?.replace()
    return { member, hadJoined, isBack: older !== undefined || (known !== undefined && !hadJoined) }
  }

  /** A seat is given up. Who has `vanished` stays a member for a while, and is away. */
  leave(seat: Seat, reason: LeaveReason): void {
    const member = this.get(seat.key)
    if (!member?.seats.delete(seat) || member.seats.size > 0) return
    if (reason !== 'vanished' || member.isPlain) return this.#depart(member, reason)
    member.awaySince = this.#options.now()
    this.comings.left(member.key)
    this.#options.onPresence(member.key)
  }

  /** Those who have been away for too long have left. */
  lookForGone(): void {
    const now = this.#options.now()
    for (const member of awayFirst(this.#members.values())) {
      if (now - (member.awaySince ?? now) >= LIMITS.awayMs) this.#depart(member, 'vanished')
    }
  }

  /** Puts somebody out who is away, and so has no connection that could be closed. */
  expel(key: PublicKey, reason: LeaveReason): void {
    const member = this.get(key)
    if (member && member.awaySince !== null) this.#depart(member, reason)
  }

  /** Gives a member this name, or one like it that nobody else has. */
  rename(member: Member, wish: string): void {
    const { key, name: formerly } = member
    member.name = this.#unique(wish, key)
    if (member.name === formerly) return
    this.#options.onHappening({ type: 'rename', author: key, name: member.name, formerly })
  }

  /** The member who takes a seat. Who comes back as another kind of peer joins anew. */
  #known({ key, isPlain }: Seat): Member | undefined {
    const known = this.get(key)
    if (!known || known.awaySince === null || known.isPlain === isPlain) return known
    this.#depart(known, 'left')
    return undefined
  }

  #enter({ key, isPlain }: Seat, wish: string | null): Member {
    const name = this.#unique((isPlain ? null : nameOf(wish)) ?? shortKey(key), key)
    const member = this.#add({ key, isPlain, name, awaySince: null })
    const isHost = key === this.#options.key
    if (!isHost) this.#options.onHappening({ type: 'join', author: key, name, isPlain })
    return member
  }

  #add(person: Pick<Member, 'key' | 'isPlain' | 'name' | 'awaySince'>): Member {
    const rateLimit = new TokenBucket(POSTS, this.#options.now())
    const member = { ...person, seats: new Map(), rateLimit, since: this.former.take(person.key) }
    this.#members.set(person.key, member)
    return member
  }

  /** A member is back, perhaps before it was missed, and may wish for another name by now. */
  #return(member: Member, wish: string | null): void {
    const wasAway = member.awaySince !== null
    member.awaySince = null
    if (wasAway) this.#options.onPresence(member.key)
    const name = member.isPlain ? null : nameOf(wish)
    if (name !== null) this.rename(member, name)
  }

  #giveWay(key: PublicKey): void {
    this.expel(key, 'vanished')
    for (const seat of this.get(key)?.seats.keys() ?? []) seat.giveWay()
  }

  #depart({ key, name, since, awaySince }: Member, reason: LeaveReason): void {
    this.#members.delete(key)
    this.#options.onPresence(key)
    if (awaySince === null) this.comings.left(key)
    this.former.add(key, since ?? Infinity)
    this.#options.onHappening({ type: 'leave', author: key, name, reason })
  }

  #unique(name: string, key: PublicKey): string {
    const others = [...this.#members.values()].filter((member) => member.key !== key)
    return uniqueName(name, key, others, key === this.#options.key)
  }
}

/** A name that somebody may have; null for none. */
function nameOf(wish: string | null): string | null {
  return wish === null ? null : safeName(wish)
}
