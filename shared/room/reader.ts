// A member's view of the room: checks the author, time and order of everything the host sends. Pure except for the
// clock.
import { timeOfDay } from '../base/clock.ts'
import { LIMITS } from '../base/limits.ts'
import { b4a } from '../base/packages.ts'
import type { DropReason } from './drops.ts'
import { readSignedEvent, safeEvent, type PostEvent, type RoomEvent } from './events.ts'
import { KnownIds } from './known-ids.ts'
import type { Position, Welcome } from './messages.ts'
import { Roster } from './roster.ts'
import { isGenuine } from './signing.ts'

/** How a member has come into a room. */
export interface Arrival {
  log: string
  /** The newest event then. */
  seq: number
  /** Every event since the member was last here follows, and so those of all its posts that were taken. */
  isWhole: boolean
}

export interface ReaderOptions {
  /** The posts accepted so far: a repeat is a replay. */
  known?: KnownIds
  timeOfDay?: () => number
}

export class Reader {
  readonly roster = new Roster()
  /** The newest events, to look back at. */
  readonly events: RoomEvent[] = []
  readonly #roomKey: Uint8Array
  readonly #onDropped: (reason: DropReason, author: string) => void
  readonly #known: KnownIds
  readonly #timeOfDay: () => number
  /** The frame lengths of `events`, and their total. */
  readonly #sizes: number[] = []
  #keptBytes = 0
  #position: Position | null = null
  #arrival: Arrival = { log: '', seq: 0, isWhole: false }
  /** The host may leave out events up to this number. */
  #skippableTo = 0
  /** No live post may have been signed earlier, nor any that was missed. */
  #liveFrom: number
  #missedFrom = 0

  constructor(
    roomKey: Uint8Array,
    onDropped: (reason: DropReason, author: string) => void,
    { known = new KnownIds(), timeOfDay: now = timeOfDay }: ReaderOptions = {}
  ) {
    this.#roomKey = roomKey
    this.#onDropped = onDropped
    this.#known = known
    this.#timeOfDay = now
    this.#liveFrom = now() - LIMITS.signedAgoMs
  }

  /** What to request to catch up: the last event, by log and number; null before any. */
  get position(): Position | null {
    return this.#position
  }

  /**
   * Live posts must be signed later than this: LIMITS.signedAgoMs before we joined. Measured from joining, not from
   * now, so that a member suspended for days, as by Ctrl-Z, loses nothing posted meanwhile.
   */
  get signedFrom(): number {
    return this.#liveFrom
  }

  /** The last welcome, and whether all that was missed has come so far. */
  get arrival(): Arrival {
    return this.#arrival
  }

  /** We were admitted. False when this is the welcome to another room. */
  welcome({ room, log, seq, from, isResumed, roster }: Welcome): boolean {
    if (room !== b4a.toString(this.#roomKey, 'hex')) return false
    const isContinued = isResumed && this.#position?.log === log
    this.#arrival = { log, seq, isWhole: isContinued }
    if (this.#position?.log === log && from > this.#position.seq) this.#miss()
    // History shown to a newcomer may be of any age.
    this.#missedFrom = isContinued ? this.#liveFrom : 0
    this.#liveFrom = this.#timeOfDay() - LIMITS.signedAgoMs
    this.#skippableTo = isResumed ? from : seq
    this.#position = { log, seq: from }
    this.roster.reset(roster, seq)
    return true
  }

  /** Whether an event is from before this member joined. */
  isHistory({ seq }: RoomEvent): boolean {
    return seq <= this.#arrival.seq
  }

  /**
   * The host left out what it has not sent up to `seq`: joins and leaves are not part of a newcomer's history. Any
   * other gap means that messages are missing.
   */
  skip(seq: number): void {
    if (this.#position === null || seq <= this.#position.seq) return
    if (seq > this.#skippableTo) this.#miss()
    this.#position = { log: this.#position.log, seq }
  }

  /** The event of a frame, safe to show; null when it is dropped. */
  take(frame: Uint8Array): RoomEvent | null {
    const event = readSignedEvent(frame)
    if (event === null || this.#position === null) return this.#drop('unreadable', '')
    const { seq, log } = this.#position
    if (event.seq <= seq) return this.#drop('replayed', event.author)
    if (event.seq > seq + 1) this.#miss()
    this.#position = { log, seq: event.seq }
    const checked = event.type === 'post' ? this.#check(event) : event
    if (checked === null) return null
    if (!this.isHistory(checked) && !this.roster.follow(checked)) this.#drop('unreadable', '')
    this.#keep(checked, frame.length)
    return checked
  }

  #keep(event: RoomEvent, bytes: number): void {
    this.events.push(event)
    this.#sizes.push(bytes)
    this.#keptBytes += bytes
    while (this.events.length > LIMITS.rememberedPosts || this.#keptBytes > LIMITS.keptBytes) {
      this.events.shift()
      this.#keptBytes -= this.#sizes.shift() ?? 0
    }
  }

  #check(event: PostEvent): RoomEvent | null {
    const { author, id, signature, signedAt } = event
    if (signature !== null && !isGenuine(event, this.#roomKey, author)) {
      return this.#drop('forged', author)
    }
    const isHistory = this.isHistory(event)
    const when = this.#known.when(author, id)
    // The history of another log starts somewhere inside what is already known.
    if (when === 'now' && isHistory) return null
    if (when !== null && !isHistory) return this.#drop('replayed', author)
    const signedFrom = isHistory ? this.#missedFrom : this.#liveFrom
    if (signedAt !== null && signedAt < signedFrom) return this.#drop('outdated', author)
    this.#known.add(event)
    // An unsigned post could be anybody's: it is shown without a name.
    const name = signature === null ? author.slice(0, 8) : event.name
    const time = isHistory ? believableTime(event) : event.time
    return safeEvent({ ...event, time, name }) ?? this.#drop('unreadable', author)
  }

  #miss(): void {
    this.#arrival = { ...this.#arrival, isWhole: false }
    this.#drop('missing', '')
  }

  #drop(reason: DropReason, author: string): null {
    this.#onDropped(reason, author)
    return null
  }
}

/** For history, the author's time if the host claims another day: an old post must not pass for a new one. */
function believableTime({ time, signedAt }: PostEvent): number {
  return signedAt !== null && Math.abs(time - signedAt) > LIMITS.signedAgoMs ? signedAt : time
}
