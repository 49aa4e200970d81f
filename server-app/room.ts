// Who is here, what is said, and in what order. Pure: knows no socket, no disk and no terminal.
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
import type { Past } from './log/backwards.ts'
import type { Log } from './log/log.ts'
import { RecentPosts } from './recent-posts.ts'
import { uniqueName } from './unique-name.ts'

export interface Member extends Person {
  readonly seats: Set<Seat>
  readonly rateLimit: RateLimit
  /** May read all that came after this event. Null until it is welcomed for the first time. */
  since: number | null
}

export interface RoomOptions {
  /** The room's key, which is the host's own. */
  key: string
  log: Log
  /** How many posts who joins is shown. */
  history: number
  isPrivate?: boolean
  maxMembers?: number
  /** Whether a key, in hex, is on the list of those who may come. */
  isInvited?: (key: string) => boolean
  /** The monotonic clock: how often somebody speaks. */
  now?: () => number
  /** The time that events carry. */
  timeOfDay?: () => number
}

/** 0: taken, or taken before. Otherwise how long to wait with it, in milliseconds. */
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

  /** Remembers posts and people from before this room was opened. */
  remember({ posts, members }: Past): void {
    this.#posts.addOlder(posts)
    this.#former.addOlder(members)
    for (const { author } of posts) this.#comings.add(author)
  }

  /** Whether the owner of that key, in hex, is no stranger here. */
  isKnown(key: string): boolean {
    return this.#comings.isKnown(key)
  }

  /** Lets `seat` in; its welcome follows, at once or when it is written that it joined. */
  join(seat: Seat, hello: Hello): Entry {
    const known = this.#members.get(seat.key)
    if (known && known.seats.size >= LIMITS.sessionsPerMember) return 'full'
    const entry = known ? 'in' : this.#comings.admit(seat.key, this.#members)
    if (entry !== 'in') return entry
    const member = known ?? this.#enter(seat, hello.name)
    member.seats.add(seat)
    const { log } = this.#options
    const start = this.#start(member, hello)
    // What it is shown when it comes for the first time, it may ask for again.
    member.since ??= start.from
    const here = { room: this.key, you: seat.key, name: member.name, roster: this.roster }
    const now = { ...here, ...start, seq: log.givenSeq, hadJoined: known !== undefined }
    // Its transcript may fail before it is written that somebody has come.
    const makeWelcome = (): Welcome => ({ ...now, ...this.facts, log: log.id })
    this.#audience.admit({ seat, seq: now.seq, makeWelcome }, log.lastSeq)
    return 'in'
  }

  /** The room closes: nobody leaves it from now on. */
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

  /** Takes a post of somebody who is here. The same id again changes nothing. */
  post(author: string, post: Post): Wait {
    const member = this.#members.get(author)
    if (!member || this.#posts.has(author, post.id)) return 0
    const wait = author === this.key ? 0 : member.rateLimit.take(this.#options.now())
    if (wait > 0) return wait
    const seq = this.#order({ type: 'post', author, name: member.name, ...post })
    this.#posts.add({ seq, author, id: post.id })
    this.#comings.add(author)
    return 0
  }

  /** Whether a member may say something now that is no post, and counts as one. */
  maySpeak(author: string): boolean {
    const member = this.#members.get(author)
    return (
      member !== undefined &&
      (author === this.key || member.rateLimit.take(this.#options.now()) === 0)
    )
  }

  /** False when nobody can be called that, or it comes too often: it counts as a post. */
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

  /** Where the events begin that a member is sent: after the last it has, or those that newcomers are shown. */
  #start(member: Member, { since }: Hello): Pick<Welcome, 'from' | 'isResumed'> {
    const { log } = this.#options
    const isResumed =
      since?.log === log.id && since.seq <= log.givenSeq && since.seq >= (member.since ?? Infinity)
    const { firstShown } = this.#posts
    const shown = firstShown === null ? log.givenSeq : firstShown - 1
    return { from: Math.max(log.firstSeq - 1, isResumed ? since.seq : shown), isResumed }
  }

  /** Gives what has happened its number. */
  #order(happening: Happening): number {
    const { log } = this.#options
    const time = this.#options.timeOfDay()
    log.append((seq) => encodeEvent(seq, time, happening))
    return log.givenSeq
  }
}
