// A room for tests: its log writes on command, and its members record what they receive.
import HyperDHT from 'hyperdht'
import type { KeyPair } from 'hyperdht'
import { keyOf, type PublicKey } from '../../shared/base/key.ts'
import type { Frame, Log, LoggedEvent } from '../../shared/log/log.ts'
import { RecentEvents } from '../../shared/log/recent-events.ts'
import type { Seat } from '../../server-app/room/audience.ts'
import { Room, type RoomOptions } from '../../server-app/room/room.ts'
import { readEvent, type RoomEvent } from '../../shared/room/events.ts'
import type { Presence, TranscriptState, Welcome } from '../../shared/room/messages.ts'
import { signPost } from '../../shared/room/signing.ts'

export class TestLog implements Log {
  readonly id: string = '0123456789abcdef'
  state: TranscriptState = 'kept'
  onWritten: (events: LoggedEvent[]) => void = () => {}
  onFailed: (cause: unknown) => void = () => {}
  onKept: () => void = () => {}
  readonly #recent = new RecentEvents()
  #waiting: LoggedEvent[] = []

  get lastSeq(): number {
    return this.#recent.lastSeq
  }

  get givenSeq(): number {
    return this.lastSeq + this.#waiting.length
  }

  get firstSeq(): number {
    return this.#recent.firstSeq
  }

  append(encode: (seq: number) => Frame): void {
    const seq = this.givenSeq + 1
    this.#waiting.push({ seq, frame: encode(seq) })
  }

  read(after: number, maxBytes: number): LoggedEvent[] {
    return this.#recent.readAfter(after, maxBytes) ?? []
  }

  *readBackwards(): Generator<LoggedEvent[]> {
    yield this.read(0, Infinity)
  }

  /** Writes the appended events. */
  write(): void {
    const events = this.#waiting.splice(0)
    for (const event of events) this.#recent.push(event)
    this.onWritten(events)
  }

  async written(): Promise<void> {}

  async close(): Promise<void> {}
}

export class TestSeat implements Seat {
  readonly keyPair: KeyPair = HyperDHT.keyPair()
  readonly key: PublicKey
  readonly isPlain: boolean
  welcomed: Welcome | null = null
  hasGivenWay = false
  isReplaced = false
  readonly presences: Presence[] = []
  readonly heard: RoomEvent[] = []

  constructor({ keyPair, isPlain = false }: { keyPair?: KeyPair; isPlain?: boolean } = {}) {
    if (keyPair) this.keyPair = keyPair
    this.key = keyOf(this.keyPair.publicKey)
    this.isPlain = isPlain
  }

  welcome(welcome: Welcome): void {
    this.welcomed = welcome
  }

  onEvent({ frame }: LoggedEvent): void {
    const event = readEvent(frame)
    if (event) this.heard.push(event)
  }

  onPresence(presence: Presence): void {
    this.presences.push(presence)
  }

  replace(): void {
    this.isReplaced = true
  }

  giveWay(): void {
    this.hasGivenWay = true
  }

  onFailed(error: unknown): void {
    throw error
  }

  /** The posts it received. */
  get said(): string[] {
    return this.heard.flatMap((event) =>
      event.type === 'post' ? `${event.name}: ${event.text}` : []
    )
  }
}

export class TestRoom {
  readonly log = new TestLog()
  readonly host = new TestSeat()
  readonly room: Room
  time = 1_000_000

  constructor(options: Partial<RoomOptions> = {}) {
    const { log, host } = this
    const now = (): number => this.time
    this.room = new Room({ key: host.key, log, history: 50, now, timeOfDay: now, ...options })
    this.room.join(host, { name: 'host', since: null, instance: null })
  }

  /** A new member, already welcomed. */
  join(name: string | null, seat = new TestSeat()): TestSeat {
    this.room.join(seat, { name, since: null, instance: null })
    this.log.write()
    return seat
  }

  post(seat: TestSeat, text: string): number {
    const wait = this.room.post(seat.key, signPost(text, this.room.key, seat.keyPair))
    this.log.write()
    return wait
  }
}
