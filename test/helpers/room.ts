// A room for tests: its log writes at once when told to, and its members write down what they hear.
import b4a from 'b4a'
import HyperDHT from 'hyperdht'
import type { KeyPair } from 'hyperdht'
import type { Frame, Log } from '../../server-app/log/log.ts'
import { RecentEvents } from '../../server-app/log/recent-events.ts'
import { Room, type RoomOptions, type Seat } from '../../server-app/room.ts'
import { readEvent, type RoomEvent } from '../../shared/room/events.ts'
import type { Welcome } from '../../shared/room/messages.ts'
import { signPost } from '../../shared/room/signing.ts'

export class TestLog implements Log {
  readonly id = '0123456789abcdef'
  onWritten: (frames: Frame[]) => void = () => {}
  onFailed: (error: Error) => void = () => {}
  readonly #recent = new RecentEvents()
  #waiting: Frame[] = []

  get lastSeq(): number {
    return this.#recent.lastSeq
  }

  get firstSeq(): number {
    return this.#recent.firstSeq
  }

  append(frame: Frame): void {
    this.#waiting.push(frame)
  }

  read(after: number, maxBytes: number): Frame[] {
    return this.#recent.read(after, maxBytes) ?? []
  }

  /** Writes what was appended. */
  write(): void {
    const frames = this.#waiting.splice(0)
    for (const frame of frames) this.#recent.push(frame)
    this.onWritten(frames)
  }

  async close(): Promise<void> {}
}

export class TestSeat implements Seat {
  readonly keyPair: KeyPair = HyperDHT.keyPair()
  readonly key: string
  readonly isPlain: boolean
  welcomed: Welcome | null = null
  readonly heard: RoomEvent[] = []

  constructor({ keyPair, isPlain = false }: { keyPair?: KeyPair; isPlain?: boolean } = {}) {
    if (keyPair) this.keyPair = keyPair
    this.key = b4a.toString(this.keyPair.publicKey, 'hex')
    this.isPlain = isPlain
  }

  welcome(welcome: Welcome): void {
    this.welcomed = welcome
  }

  onEvent(frame: Frame): void {
    const event = readEvent(frame)
    if (event) this.heard.push(event)
  }

  /** What it heard people say. */
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
    this.room.join(host, { name: 'host', since: null })
  }

  /** Somebody new, welcomed already. */
  join(name: string | null, seat = new TestSeat()): TestSeat {
    this.room.join(seat, { name, since: null })
    this.log.write()
    return seat
  }

  post(seat: TestSeat, text: string): number {
    const wait = this.room.post(seat.key, signPost(text, this.room.keyBytes, seat.keyPair))
    this.log.write()
    return wait
  }
}
