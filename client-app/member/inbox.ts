// The receiving side of a member: events are checked, reported in order, and kept to look back at. Remembers its
// position, so that a new channel delivers the rest.
import { timeOfDay } from '../../shared/base/clock.ts'
import { keyOf, shortKey, type PublicKey } from '../../shared/base/key.ts'
import { eventFields } from '../../shared/chat/output.ts'
import type { RoomChannel } from '../../shared/room/channel.ts'
import type { RoomEvent } from '../../shared/room/events.ts'
import type {
  Person,
  Position,
  Presence,
  RoomFacts,
  Welcome,
  WhisperMessage
} from '../../shared/room/messages.ts'
import { Drops, type DropReason } from '../../shared/room/drops.ts'
import { KnownIds } from '../../shared/room/known-ids.ts'
import { Reader, type Arrival } from '../../shared/room/reader.ts'
import { WhisperReader } from '../../shared/room/whisper-reader.ts'
import { Absence } from './absence.ts'
import { Bookmark } from './bookmark.ts'
import { CLOCK_IS_BEHIND, ClockDoubt } from './clock-doubt.ts'
import type { InboxOptions } from './inbox-options.ts'
import { KnownFacts } from './known-facts.ts'
import { Receipts } from './receipts.ts'

export class Inbox {
  readonly #options: InboxOptions
  readonly #key: PublicKey
  readonly #drops: Drops
  readonly #reader: Reader
  readonly #whispers: WhisperReader
  readonly #absence: Absence
  readonly #bookmark: Bookmark
  readonly #clockDoubt = new ClockDoubt()
  readonly #facts = new KnownFacts()
  #channel: RoomChannel | null = null
  /** Missed events: the last number, and how many are still to come; null once all have arrived. */
  #missed: { goal: number; count: number } | null = null
  #isWelcomed = false
  /** Whether the last welcome is to go unnoticed: what comes late counts as new. */
  #goesOn = false
  readonly #receipts: Receipts

  constructor(options: InboxOptions) {
    this.#options = options
    const { hostKey, keyPair, say, memory } = options
    this.#key = keyOf(keyPair.publicKey)
    this.#drops = new Drops((drop) => say({ event: 'dropped', ...drop }))
    const onDropped = (reason: DropReason, author: PublicKey | ''): void =>
      this.#drops.add(reason, author)
    const resume = memory && { known: memory.posts, resume: memory.before }
    this.#reader = new Reader(hostKey, onDropped, resume)
    this.#whispers = new WhisperReader(hostKey, keyPair, memory?.whispers ?? new KnownIds())
    const lastSeq = (): number | null => (this.#isWelcomed && this.#reader.position?.seq) || null
    this.#receipts = new Receipts({ heard: options.heard, lastSeq })
    this.#absence = new Absence(memory?.before?.at ?? null)
    this.#bookmark = new Bookmark({ ...options, memory, reader: this.#reader })
  }

  /** The last event received, by an earlier process too; null before any welcome. */
  get position(): Position | null {
    return this.#reader.position
  }

  /** How this process came into the room last; null before. */
  get arrival(): Arrival | null {
    return this.#reader.arrival
  }

  get people(): Person[] {
    return this.#reader.roster.people
  }

  /** Facts about the room, by the last welcome and later notices. */
  get facts(): RoomFacts {
    return this.#facts.facts
  }

  /** Receives from no channel from now on. */
  detach(): void {
    if (this.arrival !== null) this.#absence.lost(timeOfDay())
    this.#turnTo(null)
  }

  /**
   * Receives from this channel from now on, and from no other. One that takes the place of another goes unnoticed,
   * unless that had been silent for so long that the host has given it up.
   */
  attach(channel: RoomChannel, silentMs: () => number): void {
    if (this.#isWelcomed) this.#absence.replaced(timeOfDay())
    this.#absence.listen(silentMs)
    this.#turnTo(channel)
    const ifAttached =
      <Value>(take: (value: Value) => void) =>
      (value: Value): void => {
        if (this.#channel === channel) take(value)
      }
    channel.listen({
      onWelcome: ifAttached((welcome) => this.#onWelcome(channel, welcome)),
      onEvent: ifAttached((frame) => this.#onEvent(frame)),
      onSkip: ifAttached((seq) => this.#onSkip(seq)),
      onPresence: ifAttached((presence) => this.#onPresence(presence)),
      onWhisper: ifAttached((whisper) => this.#onWhisper(whisper)),
      onReceived: ifAttached((bytes) => this.#receipts.received(bytes))
    })
  }

  #turnTo(channel: RoomChannel | null): void {
    this.#channel = channel
    this.#isWelcomed = false
    this.#receipts.attach(channel)
  }

  #onWelcome(channel: RoomChannel, welcome: Welcome): void {
    const isReturn = this.#reader.position !== null
    const goesOn = this.arrival !== null && this.#missed === null && !this.#absence.isLost
    if (this.#isWelcomed || !this.#reader.welcome(welcome)) {
      channel.refuse('protocol')
      return
    }
    const { room, you, name, roster, seq, from, roomName, isPrivate, transcript } = welcome
    this.#isWelcomed = true
    this.#goesOn = goesOn
    this.#missed = { goal: seq, count: seq - from }
    const facts = this.#facts.welcomed({ roomName, isPrivate, transcript })
    if (isReturn && !goesOn) this.#absence.returned()
    if (!goesOn)
      this.#options.say({ event: 'welcome', room, you, name, roster, isReturn, ...facts })
    this.#options.onWelcome(welcome)
    this.#bookmark.move()
    this.#checkMissed()
  }

  #onEvent(frame: Uint8Array): void {
    const event = this.#reader.take(frame)
    if (event) this.#tell(event)
    this.#bookmark.move()
    if (this.#missed) this.#missed.count--
    this.#checkMissed()
  }

  #onSkip(seq: number): void {
    this.#reader.skip(seq)
    this.#bookmark.move()
    this.#checkMissed()
  }

  #onPresence(presence: Presence): void {
    for (const { key: author, name, isAway } of this.#reader.roster.note(presence)) {
      this.#options.say({ event: 'presence', author, name, isAway })
    }
  }

  /** The host can no longer save its transcript, or can again. */
  onKeeping(isKept: boolean): void {
    const output = this.#facts.keeping(isKept)
    if (output !== null) this.#options.say(output)
  }

  #tell(event: RoomEvent): void {
    const isOwn = event.author === this.#key
    const isHistory = this.#reader.isHistory(event) && !this.#goesOn
    this.#options.say({ ...eventFields(event), isHistory, isOwn })
    const number = this.#options.transcript.add(event, this.#reader.position?.log ?? '')
    if (event.type !== 'post') return
    this.#absence.add(isOwn, number)
    if (!isOwn) return
    this.#options.onOwnPost(event.id)
    if (!isHistory && this.#clockDoubt.isNew(event)) this.#options.say(CLOCK_IS_BEHIND)
  }

  #checkMissed(): void {
    if (this.#missed === null) return
    const { goal, count } = this.#missed
    // An unreadable event has no number, but it has arrived.
    if (count > 0 && (this.#reader.position?.seq ?? 0) < goal) return
    this.#missed = null
    const ended = this.#absence.end(timeOfDay())
    if (ended !== null) {
      const { first, ...fields } = ended
      if (fields.earlier > 0 && first !== null) this.#options.transcript.past.returnTo(first)
      this.#options.say({ event: 'returned', ...fields })
    }
    this.#options.onCaughtUp()
  }

  #onWhisper(whisper: WhisperMessage): void {
    const { peer, id } = whisper
    const opened = this.#whispers.open(whisper, this.#reader.signedFrom)
    if (opened === null) return
    if ('dropped' in opened) {
      this.#drops.add(opened.dropped, peer)
      return
    }
    const name = this.#reader.roster.find(peer)?.name ?? shortKey(peer)
    this.#options.say({ event: 'whisper', id, author: peer, name, ...opened })
    this.#bookmark.move()
  }
}
