// A host's chat in memory, without a network: its room, its sessions, and scripted visitors.
import type { Assertions } from 'brittle'
import HyperDHT, { type KeyPair } from 'hyperdht'
import { keyOf, type PublicKey } from '../../shared/base/key.ts'
import type { ReportEvent } from '../../shared/app/report-events.ts'
import type { Connection } from '../../shared/network/node.ts'
import { RoomChannel } from '../../shared/room/channel.ts'
import { readEvent, type Post, type RoomEvent } from '../../shared/room/events.ts'
import { newId, signPost } from '../../shared/room/signing.ts'
import { Access } from '../../server-app/access/access.ts'
import { EventLog } from '../../shared/log/event-log.ts'
import { Room, type RoomOptions } from '../../server-app/room/room.ts'
import { Sessions } from '../../server-app/sessions/sessions.ts'
import { connectionPair } from './channel-pair.ts'
import { TestSeat } from './room.ts'

/** What a visitor has received, by kind, with ways to wait for it. */
export class Heard {
  readonly all: { kind: string; value: unknown }[] = []
  #watchers: (() => void)[] = []

  add(kind: string, value: unknown): void {
    this.all.push({ kind, value })
    for (const watch of this.#watchers) watch()
  }

  of(kind: string): unknown[] {
    return this.all.filter((each) => each.kind === kind).map(({ value }) => value)
  }

  /** Resolves with the `count`th of that kind. */
  next(kind: string, count: number): Promise<unknown> {
    return new Promise((resolve) => {
      const watch = (): void => {
        const found = this.of(kind)
        if (found.length < count) return
        this.#watchers = this.#watchers.filter((each) => each !== watch)
        resolve(found[count - 1])
      }
      this.#watchers.push(watch)
      watch()
    })
  }
}

export class Chat {
  readonly host = new TestSeat()
  readonly log = new EventLog()
  readonly access = new Access({ folder: null, isPrivate: false })
  readonly room: Room
  readonly sessions: Sessions
  readonly reports: ReportEvent[] = []
  readonly #t: Assertions
  readonly #heard = new Heard()

  constructor(t: Assertions, options: Partial<RoomOptions> = {}) {
    this.#t = t
    const hear = this.host.onEvent.bind(this.host)
    this.host.onEvent = (event) => {
      hear(event)
      const last = this.host.heard.at(-1)
      this.#heard.add(last?.type ?? 'odd', last)
    }
    const { log, access } = this
    this.room = new Room({ key: this.host.key, log, history: 50, ...options })
    this.sessions = new Sessions({
      room: this.room,
      log,
      access,
      report: (event) => this.reports.push(event),
      isPlain: false,
      onWhisper: () => {}
    })
    this.room.join(this.host, { name: 'host', since: null, instance: null })
    t.teardown(() => this.sessions.close())
  }

  say(text: string): void {
    this.room.post(this.host.key, signPost(text, this.room.key, this.host.keyPair))
  }

  /** How many connections the host was told of. */
  get connections(): number {
    return this.reports.filter(({ event }) => event === 'connected').length
  }

  /** Resolves with the `count`th event of that type. */
  happened(type: RoomEvent['type'], count = 1): Promise<RoomEvent> {
    return this.#heard.next(type, count) as Promise<RoomEvent>
  }

  /** A new visitor, who is welcomed. */
  async join(name: string): Promise<Visitor> {
    const visitor = await this.visit(name)
    await visitor.heard('welcome')
    return visitor
  }

  /** A new visitor with our own client. */
  async visit(name: string, keyPair = HyperDHT.keyPair(), instance = newId()): Promise<Visitor> {
    const admit = (connection: Connection): void => void this.sessions.admit(connection, () => true)
    return visit(this.#t, admit, { name, room: this.room.key, keyPair, instance })
  }

  /** A new visitor with a plain program, recognised once it has spoken or been silent. */
  async visitPlain(
    firstBytes: string | Uint8Array | null = null,
    keyPair = HyperDHT.keyPair()
  ): Promise<Connection> {
    const { client, host } = connectionPair(this.#t, keyPair)
    if (firstBytes !== null) client.write(firstBytes)
    await opened(host)
    void this.sessions.admit(host, () => true)
    return client
  }
}

/** Records everything it receives. */
export class Visitor {
  readonly key: PublicKey
  readonly keyPair: KeyPair
  readonly instance: string
  readonly connection: Connection
  readonly channel: RoomChannel
  readonly #room: PublicKey
  readonly #heard = new Heard()

  constructor(
    connection: Connection,
    keyPair: KeyPair,
    { name, room, instance = newId() }: { name: string; room: PublicKey; instance?: string }
  ) {
    this.connection = connection
    this.keyPair = keyPair
    this.key = keyOf(keyPair.publicKey)
    this.#room = room
    this.instance = instance
    this.channel = new RoomChannel(connection, { name, since: null, instance })
    const hears =
      (kind: string) =>
      (value?: unknown): void =>
        this.#heard.add(kind, value)
    this.channel.listen({
      onWelcome: hears('welcome'),
      onEvent: (frame) => {
        const event = readEvent(frame)
        hears(event?.type ?? 'odd')(event)
      },
      onSkip: hears('skip'),
      onNotice: hears('notice'),
      onPresence: hears('presence'),
      onWhisper: hears('whisper'),
      onBreak: hears('break'),
      onClose: hears('close')
    })
  }

  /** What it posted, by the room's key. */
  sign(text: string): Post {
    return signPost(text, this.#room, this.keyPair)
  }

  post(text: string): void {
    this.channel.post(this.sign(text))
  }

  /** What it has received of that kind. */
  of(kind: string): unknown[] {
    return this.#heard.of(kind)
  }

  /** The texts it has received. */
  get said(): string[] {
    return this.of('post').map((event) => (event as { text: string }).text)
  }

  /** Resolves with the `count`th of that kind it receives. */
  heard(kind: string, count = 1): Promise<unknown> {
    return this.#heard.next(kind, count)
  }
}

/** A new visitor with our own client. */
export async function visit(
  t: Assertions,
  admit: (connection: Connection) => void,
  {
    name,
    room,
    keyPair = HyperDHT.keyPair(),
    instance = newId()
  }: { name: string; room: PublicKey; keyPair?: KeyPair; instance?: string }
): Promise<Visitor> {
  const { client, host } = connectionPair(t, keyPair)
  const visitor = new Visitor(client, keyPair, { name, room, instance })
  await opened(host)
  admit(host)
  return visitor
}

function opened(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    if (connection.remotePublicKey) resolve()
    else connection.once('open', resolve)
  })
}
