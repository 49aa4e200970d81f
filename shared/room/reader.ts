// A member's view of the room: checks the author, time and order of everything the host sends. Pure except for the
// clock.
import { timeOfDay } from '../base/clock.ts'
import { shortKey, type PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
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

/** What a reader must know to go on where an earlier process was. */
export interface Resume {
  position: Position
  /** No live post may have been signed earlier, in milliseconds since 1970: see Reader.signedFrom. */
  signedFrom: number
}

export interface ReaderOptions {
  /** The posts accepted so far: a repeat is a replay. */
  known?: KnownIds
  /** How far an earlier process was; null for none. */
  resume?: Resume | null
  timeOfDay?: () => number
}

export class Reader {
  readonly roster = new Roster()
  readonly #roomKey: PublicKey
  readonly #onDropped: (reason: DropReason, author: PublicKey | '') => void
  readonly #known: KnownIds
  readonly #timeOfDay: () => number
  #position: Position | null = null
  #arrival: Arrival | null = null
  /** The host may leave out events up to this number. */
  #skippableTo = 0
  /** No live post may have been signed earlier, nor any that was missed. */
  #liveFrom: number
  #missedFrom = 0
  /** What is missed follows on what was received before. */
  #isContinued = false

  constructor(
    roomKey: PublicKey,
    onDropped: (reason: DropReason, author: PublicKey | '') => void,
    { known = new KnownIds(), resume = null, timeOfDay: now = timeOfDay }: ReaderOptions = {}
  ) {
    this.#roomKey = roomKey
    this.#onDropped = onDropped
    this.#known = known
    this.#timeOfDay = now
    this.#position = resume?.position ?? null
    this.#liveFrom = resume?.signedFrom ?? now() - LIMITS.signedAgoMs
  }

  /** What to request to catch up: the last event, by log and number, of an earlier process too; null before any. */
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

  /** The last welcome, and whether all that was missed has come so far; null before any. */
  get arrival(): Arrival | null {
    return this.#arrival
  }

  /** We were admitted. False when this is the welcome to another room. */
  welcome({ room, log, seq, from, isResumed, roster }: Welcome): boolean {
    if (room !== this.#roomKey) return false
    this.#isContinued = isResumed && this.#position?.log === log
    this.#arrival = { log, seq, isWhole: this.#isContinued }
    if (this.#position?.log === log && from > this.#position.seq) this.#miss()
    // History shown to a newcomer may be of any age.
    this.#missedFrom = this.#isContinued ? this.#liveFrom : 0
    this.#liveFrom = this.#timeOfDay() - LIMITS.signedAgoMs
    this.#skippableTo = isResumed ? from : seq
    this.#position = { log, seq: from }
    this.roster.reset(roster, seq)
    return true
  }

  /** Whether an event is from before this member joined. */
  isHistory({ seq }: RoomEvent): boolean {
    return seq <= (this.#arrival?.seq ?? 0)
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
    return checked
  }

  #check(event: PostEvent): RoomEvent | null {
    const { author, id, signature, signedAt } = event
    if (signature !== null && !isGenuine(event, this.#roomKey, author)) {
      return this.#drop('forged', author)
    }
    const isHistory = this.isHistory(event)
    const when = this.#known.when(author, id)
    const isNew = !isHistory || this.#isContinued
    // The history of another log starts somewhere inside what is already known.
    if (when === 'now' && !isNew) return null
    if (when !== null && isNew) return this.#drop('replayed', author)
    const signedFrom = isHistory ? this.#missedFrom : this.#liveFrom
    if (signedAt !== null && signedAt < signedFrom) return this.#drop('outdated', author)
    this.#known.add(event)
    // An unsigned post could be anybody's: it is shown without a name.
    const name = signature === null ? shortKey(author) : event.name
    const time = isHistory ? believableTime(event) : event.time
    return safeEvent({ ...event, time, name }) ?? this.#drop('unreadable', author)
  }

  #miss(): void {
    if (this.#arrival) this.#arrival = { ...this.#arrival, isWhole: false }
    this.#drop('missing', '')
  }

  #drop(reason: DropReason, author: PublicKey | ''): null {
    this.#onDropped(reason, author)
    return null
  }
}

/** For history, the author's time if the host claims another day: an old post must not pass for a new one. */
function believableTime({ time, signedAt }: PostEvent): number {
  return signedAt !== null && Math.abs(time - signedAt) > LIMITS.signedAgoMs ? signedAt : time
}
