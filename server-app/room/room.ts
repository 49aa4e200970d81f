// The room: its members, its events and their order. Pure: knows no socket, disk or terminal.
import { monotonicMs, timeOfDay } from '../../shared/base/clock.ts'
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { encodeEvent } from '../../shared/room/events.ts'
import type { Happening, LeaveReason, Post } from '../../shared/room/events.ts'
import type { Hello, Person, RoomFacts, Welcome } from '../../shared/room/messages.ts'
import { safeName } from '../../shared/room/names.ts'
import { Audience, type Seat } from './audience.ts'
import type { Admission } from './comings.ts'
import { Members } from './members.ts'
import type { Member } from './member.ts'
import type { Past } from './past.ts'
import type { Log } from '../../shared/log/log.ts'
import { PresenceNews } from './presence-news.ts'
import { RecentPosts } from './recent-posts.ts'

export interface RoomOptions {
  /** The room's key, which is the host's own. */
  key: PublicKey
  log: Log
  /** How many past posts newcomers get. */
  history: number
  /** What the room is called; null for nothing. */
  roomName?: string | null
  isPrivate?: boolean
  maxMembers?: number
  /** Whether a key is on the allow list. */
  isInvited?: (key: PublicKey) => boolean
  /** The monotonic clock, for rate limits. */
  now?: () => number
  /** The wall clock, for the time of events. */
  timeOfDay?: () => number
}

/** 0: accepted, now or before. Otherwise how long to wait before resending, in milliseconds. */
export type Wait = number

type Start = Pick<Welcome, 'from' | 'isResumed' | 'hadJoined'>

const DEFAULTS = {
  roomName: null,
  isPrivate: false,
  maxMembers: LIMITS.members,
  isInvited: () => false,
  now: monotonicMs,
  timeOfDay
}

export class Room {
  readonly key: PublicKey
  readonly #options: Required<RoomOptions>
  readonly #members: Members
  readonly #presence = new PresenceNews()
  readonly #audience = new Audience()
  readonly #posts: RecentPosts
  #isClosed = false

  constructor(options: RoomOptions) {
    this.#options = { ...DEFAULTS, ...options }
    this.key = options.key
    this.#posts = new RecentPosts(options.history)
    this.#members = new Members({
      ...this.#options,
      onHappening: (happening) => this.#order(happening),
      onPresence: (key) => this.#presence.change(key)
    })
    options.log.onWritten = (events) => this.#audience.tell(events)
  }

  get roster(): Person[] {
    return this.#members.people
  }

  get size(): number {
    return this.#members.size
  }

  get facts(): RoomFacts {
    const { roomName, isPrivate, log } = this.#options
    return { roomName, isPrivate, transcript: log.state }
  }

  /** Adds posts and people from before this room was opened. */
  remember({ posts, members, present }: Past): void {
    this.#posts.addOlder(posts)
    this.#members.former.addOlder(members, this.#options.history)
    for (const { author } of posts) this.#members.comings.add(author)
    this.#members.restore(present)
    this.#presence.tell(this.roster)
  }

  /** Whether the owner of that key is known here. */
  isKnown(key: PublicKey): boolean {
    return this.#members.comings.isKnown(key)
  }

  /** Admits `seat`; its welcome follows, at once or when its join event is written. */
  join(seat: Seat, hello: Hello): Admission {
    const seated = this.#members.sit(seat, hello)
    if (typeof seated === 'string') return seated
    const { member, hadJoined, isBack } = seated
    this.#welcome(seat, member, { ...this.#start(member, hello), hadJoined })
    return isBack ? 'back' : 'in'
  }

  /** The room closes: from now on there are no leave events. */
  close(): void {
    this.#isClosed = true
  }

  /** A seat is given up. Who has `vanished` stays a member for a while, and is away. */
  leave(seat: Seat, reason: LeaveReason = 'left'): void {
    this.#audience.dismiss(seat)
    this.#members.leave(seat, reason)
  }

  /** Tells who is away or back, and lets those go who have been away for too long. Call it every second or so. */
  lookAround(): void {
    this.#members.lookForGone()
    const seq = this.#options.log.givenSeq
    const news = this.#presence.take((key) => this.#members.isAway(key))
    for (const part of news) this.#audience.tellPresence({ seq, ...part })
  }

  /** Puts somebody out who is away, and so has no connection that could be closed. */
  expel(key: PublicKey, reason: LeaveReason): void {
    this.#members.expel(key, reason)
  }

  /** Accepts a member's post. A repeated id changes nothing. */
  post(author: PublicKey, post: Post): Wait {
    const member = this.#members.get(author)
    if (!member || this.#posts.seqOf(author, post.id) !== null) return 0
    const wait = author === this.key ? 0 : member.rateLimit.take(this.#options.now())
    if (wait > 0) return wait
    const seq = this.#order({ type: 'post', author, name: member.name, ...post })
    this.#posts.add({ seq, author, id: post.id })
    this.#members.comings.add(author)
    return 0
  }

  /** Whether a post with that id was written before. Its event may have passed its author by. */
  hasPost(author: PublicKey, id: string): boolean {
    const seq = this.#posts.seqOf(author, id)
    return seq !== null && seq <= this.#options.log.lastSeq
  }

  /** Whether a member may send something other than a post now; it counts as a post. */
  maySpeak(author: PublicKey): boolean {
    const member = this.#members.get(author)
    return (
      member !== undefined &&
      (author === this.key || member.rateLimit.take(this.#options.now()) === 0)
    )
  }

  /** False when the name is not allowed or the rate limit is exceeded: a rename counts as a post. */
  rename(author: PublicKey, wish: string): boolean {
    const member = this.#members.get(author)
    const name = safeName(wish)
    if (!member || name === null || !this.maySpeak(author)) return false
    this.#members.rename(member, name)
    return true
  }

  #welcome(seat: Seat, member: Member, start: Start): void {
    const { log } = this.#options
    // Whatever is shown on the first visit may be requested again later.
    member.since ??= start.from
    const here = { room: this.key, you: seat.key, name: member.name, ...start, seq: log.givenSeq }
    const people = this.roster
    // Until the join event is written, the transcript may fail, and more may be told about who is away.
    const makeWelcome = (): Welcome => {
      const roster = this.#presence.asTold(people, seat.key)
      return { ...here, ...this.facts, log: log.id, roster }
    }
    this.#audience.admit({ seat, seq: here.seq, makeWelcome }, log.lastSeq)
  }

  /** Where a member's events start: after its last one, or with the history for newcomers. */
  #start(member: Member, { since }: Hello): Pick<Welcome, 'from' | 'isResumed'> {
    const { log } = this.#options
    const isResumed =
      since?.log === log.id && since.seq <= log.givenSeq && since.seq >= (member.since ?? Infinity)
    const { firstShown } = this.#posts
    const shown = firstShown === null ? log.givenSeq : firstShown - 1
    return { from: Math.max(log.firstSeq - 1, isResumed ? since.seq : shown), isResumed }
  }

  /** Assigns the next sequence number. */
  #order(happening: Happening): number {
    const { log } = this.#options
    if (this.#isClosed && happening.type === 'leave') return log.givenSeq
    const time = this.#options.timeOfDay()
    log.append((seq) => encodeEvent(seq, time, happening))
    return log.givenSeq
  }
}
