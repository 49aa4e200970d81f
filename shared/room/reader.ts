// A member's view of the room: takes what the host sends, checks who said it and in what order. Pure.
import { LIMITS } from '../base/limits.ts'
import { b4a } from '../base/packages.ts'
import { readSignedEvent, safeEvent, type RoomEvent } from './events.ts'
import type { Person, Position, Welcome } from './messages.ts'
import { isGenuine } from './signing.ts'

/** Why an event, or a whisper, was dropped. */
export type DropReason = 'forged' | 'replayed' | 'unreadable' | 'missing'

export class Reader {
  readonly roster = new Map<string, Person>()
  /** The newest events, for who wants to look back. */
  readonly events: RoomEvent[] = []
  readonly #roomKey: Uint8Array
  readonly #onDropped: (reason: DropReason, author: string) => void
  /** Posts taken, by author and id: one that comes again is a replay. */
  readonly #taken = new Set<string>()
  readonly #reported = new Set<string>()
  /** How long the frames of `events` were, and together. */
  readonly #sizes: number[] = []
  #keptBytes = 0
  #position: Position | null = null
  #welcomeSeq = 0
  /** Up to this number, the host may leave events out. */
  #skippableTo = 0

  constructor(roomKey: Uint8Array, onDropped: (reason: DropReason, author: string) => void) {
    this.#roomKey = roomKey
    this.#onDropped = onDropped
  }

  /** What to say to get what was missed: the last event, by number; null before any. */
  get position(): Position | null {
    return this.#position
  }

  /** The host has let us in. False when this is the welcome to another room. */
  welcome({ room, log, seq, from, isResumed, roster }: Welcome): boolean {
    if (room !== b4a.toString(this.#roomKey, 'hex')) return false
    if (this.#position?.log === log && from > this.#position.seq) this.#drop('missing', '')
    this.#skippableTo = isResumed ? from : seq
    this.#position = { log, seq: from }
    this.#welcomeSeq = seq
    this.roster.clear()
    for (const person of roster) this.roster.set(person.key, person)
    return true
  }

  /** Whether an event is from before this member came. */
  isHistory({ seq }: RoomEvent): boolean {
    return seq <= this.#welcomeSeq
  }

  /**
   * The host leaves out what it has not sent up to `seq`: who comes and goes is no part of a newcomer's
   * history. Anything else that is left out is missing.
   */
  skip(seq: number): void {
    if (this.#position === null || seq <= this.#position.seq) return
    if (seq > this.#skippableTo) this.#drop('missing', '')
    this.#position = { log: this.#position.log, seq }
  }

  /** The event of a frame, safe to show; null when it is dropped. */
  take(frame: Uint8Array): RoomEvent | null {
    const event = readSignedEvent(frame)
    if (event === null || this.#position === null) return this.#drop('unreadable', '')
    const { seq, log } = this.#position
    if (event.seq <= seq) return this.#drop('replayed', event.author)
    if (event.seq > seq + 1) this.#drop('missing', '')
    this.#position = { log, seq: event.seq }
    const checked = event.type === 'post' ? this.#check(event) : event
    if (checked === null) return null
    if (!this.isHistory(checked)) this.#follow(checked)
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

  #check(event: Extract<RoomEvent, { type: 'post' }>): RoomEvent | null {
    const { author, id, signature } = event
    if (signature !== null && !isGenuine(event, this.#roomKey, author)) {
      return this.#drop('forged', author)
    }
    if (this.#taken.has(author + id)) {
      // The history of another numbering begins somewhere in what is known.
      return this.isHistory(event) ? null : this.#drop('replayed', author)
    }
    this.#taken.add(author + id)
    if (this.#taken.size > LIMITS.rememberedPosts) {
      const [oldest = ''] = this.#taken
      this.#taken.delete(oldest)
    }
    // What nobody has signed may be anybody's: it does not get a name.
    const name = signature === null ? author.slice(0, 8) : event.name
    return safeEvent({ ...event, name }) ?? this.#drop('unreadable', author)
  }

  #follow(event: RoomEvent): void {
    const { author, name } = event
    const person = this.roster.get(author)
    if (event.type === 'leave') this.roster.delete(author)
    else if (event.type === 'join') this.#enter({ key: author, name, isPlain: event.isPlain })
    else if (event.type === 'rename' && person) this.#enter({ ...person, name })
  }

  #enter(person: Person): void {
    const isFull = this.roster.size >= LIMITS.membersWished.most
    if (!isFull || this.roster.has(person.key)) this.roster.set(person.key, person)
    else this.#drop('unreadable', '')
  }

  /** Reported once for each reason and author: somebody who floods us with it shall not flood the screen. */
  #drop(reason: DropReason, author: string): null {
    const what = reason + author
    if (!this.#reported.has(what) && this.#reported.size < LIMITS.members) {
      this.#reported.add(what)
      this.#onDropped(reason, author)
    }
    return null
  }
}
