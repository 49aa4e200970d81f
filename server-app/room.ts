// The room: its members, its events and their order. Pure: knows no socket, disk or terminal.
import { monotonicMs, timeOfDay } from '../shared/base/clock.ts'
import { LIMITS } from '../shared/base/limits.ts'
import { b4a } from '../shared/base/packages.ts'
import { encodeEvent, type Happening, type LeaveReason, type Post } from '../shared/room/events.ts'
import type { Hello, Person, RoomFacts, Welcome } from '../shared/room/messages.ts'
import { safeName } from '../shared/room/names.ts'
import { Audience, type Seat } from './audience.ts'
import { Comings, type Entry } from './comings.ts'
import { FormerMembers } from './former-members.ts'
import { RateLimit } from './rate-limit.ts'
import type { Past } from './past.ts'
import type { Log } from '../shared/log/log.ts'
import { RecentPosts } from './recent-posts.ts'
import { uniqueName } from './unique-name.ts'

export interface Member extends Person {
  readonly seats: Set<Seat>
  readonly rateLimit: RateLimit
  /** May read everything after this event. Null until the first welcome. */
  since: number | null
}

export interface RoomOptions {
  /** The room's key, which is the host's own. */
  key: string
  log: Log
  /** How many past posts newcomers get. */
  history: number
  isPrivate?: boolean
  maxMembers?: number
  /** Whether a key (hex) is on the allow list. */
  isInvited?: (key: string) => boolean
  /** The monotonic clock, for rate limits. */
  now?: () => number
  /** The wall clock, for the time of events. */
  timeOfDay?: () => number
}

/** 0: accepted, now or before. Otherwise how long to wait before resending, in milliseconds. */
export type Wait = number

const POSTS = { perSecond: LIMITS.postsPerSecond, burst: LIMITS.postBurst }
const DEFAULTS = {
  isPrivate: false,
  maxMembers: LIMITS.members,
  isInvited: () => false,
  now: monotonicMs,
  timeOfDay
}

export class Room {
  readonly key: string
  readonly keyBytes: Uint8Array
  readonly #options: Required<RoomOptions>
  readonly #members = new Map<string, Member>()
  readonly #audience = new Audience()
  readonly #posts: RecentPosts
  readonly #comings: Comings
  readonly #former = new FormerMembers()
  #isClosed = false

  constructor(options: RoomOptions) {
    this.#options = { ...DEFAULTS, ...options }
    this.key = options.key
    this.keyBytes = b4a.from(options.key, 'hex')
    this.#posts = new RecentPosts(options.history)
    this.#comings = new Comings(this.#options)
    options.log.onWritten = (events) => this.#audience.tell(events)
  }

  get roster(): Person[] {
    return Array.from(this.#members.values(), ({ key, name, isPlain }) => ({ key, name, isPlain }))
  }

  get size(): number {
    return this.#members.size
  }

  get facts(): RoomFacts {
    const { isPrivate, log } = this.#options
    return { isPrivate, transcript: log.state }
  }

  /** Adds posts and people from before this room was opened. */
  remember({ posts, members }: Past): void {
    this.#posts.addOlder(posts)
    this.#former.addOlder(members)
    for (const { author } of posts) this.#comings.add(author)
  }

  /** Whether the owner of that key (hex) is known here. */
  isKnown(key: string): boolean {
    return this.#comings.isKnown(key)
  }

  /** Admits `seat`; its welcome follows, at once or when its join event is written. */
  join(seat: Seat, hello: Hello): Entry {
    const known = this.#members.get(seat.key)
    if (known && known.seats.size >= LIMITS.sessionsPerMember) return 'full'
    const entry = known ? 'in' : this.#comings.admit(seat, this.#members)
    if (entry !== 'in') return entry
    const member = known ?? this.#enter(seat, hello.name)
    member.seats.add(seat)
    const { log } = this.#options
    const start = this.#start(member, hello)
    // Whatever is shown on the first visit may be requested again later.
    member.since ??= start.from
    const here = { room: this.key, you: seat.key, name: member.name, roster: this.roster }
    const now = { ...here, ...start, seq: log.givenSeq, hadJoined: known !== undefined }
    // The transcript may fail before the join event is written, so the facts are read late.
    const makeWelcome = (): Welcome => ({ ...now, ...this.facts, log: log.id })
    this.#audience.admit({ seat, seq: now.seq, makeWelcome }, log.lastSeq)
    return 'in'
  }

  /** The room closes: from now on there are no leave events. */
  close(): void {
    this.#isClosed = true
  }

  leave(seat: Seat, reason: LeaveReason = 'left'): void {
    this.#audience.dismiss(seat)
    const member = this.#members.get(seat.key)
    if (!member?.seats.delete(seat) || member.seats.size > 0) return
    this.#members.delete(seat.key)
    this.#comings.left(seat.key)
    this.#former.add(seat.key, member.since ?? Infinity)
    if (!this.#isClosed) this.#order({ type: 'leave', author: seat.key, name: member.name, reason })
  }

  /** Accepts a member's post. A repeated id changes nothing. */
  post(author: string, post: Post): Wait {
    const member = this.#members.get(author)
    if (!member || this.#posts.seqOf(author, post.id) !== null) return 0
    const wait = author === this.key ? 0 : member.rateLimit.take(this.#options.now())
    if (wait > 0) return wait
    const seq = this.#order({ type: 'post', author, name: member.name, ...post })
    this.#posts.add({ seq, author, id: post.id })
    this.#comings.add(author)
    return 0
  }

  /** Whether a post with that id was written before. Its event may have passed its author by. */
  hasPost(author: string, id: string): boolean {
    const seq = this.#posts.seqOf(author, id)
    return seq !== null && seq <= this.#options.log.lastSeq
  }

  /** Whether a member may send something other than a post now; it counts as a post. */
  maySpeak(author: string): boolean {
    const member = this.#members.get(author)
    return (
      member !== undefined &&
      (author === this.key || member.rateLimit.take(this.#options.now()) === 0)
    )
  }

  /** False when the name is not allowed or the rate limit is exceeded: a rename counts as a post. */
  rename(author: string, wish: string): boolean {
    const member = this.#members.get(author)
    const name = safeName(wish)
    if (!member || name === null || !this.maySpeak(author)) return false
    const formerly = member.name
    member.name = this.#unique(name, author)
    if (member.name !== formerly)
      this.#order({ type: 'rename', author, name: member.name, formerly })
    return true
  }

  #enter({ key, isPlain }: Seat, wish: string | null): Member {
    const wanted = wish === null || isPlain ? null : safeName(wish)
    const name = wanted === null ? this.#unique(key.slice(0, 8), key) : this.#unique(wanted, key)
    const rateLimit = new RateLimit(POSTS, this.#options.now())
    const since = this.#former.take(key)
    const member = { key, name, isPlain, seats: new Set<Seat>(), rateLimit, since }
    this.#members.set(key, member)
    if (key !== this.key) this.#order({ type: 'join', author: key, name, isPlain })
    return member
  }

  #unique(name: string, key: string): string {
    const others = [...this.#members.values()].filter((member) => member.key !== key)
    return uniqueName(name, key, others, key === this.key)
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
    const time = this.#options.timeOfDay()
    log.append((seq) => encodeEvent(seq, time, happening))
    return log.givenSeq
  }
}
