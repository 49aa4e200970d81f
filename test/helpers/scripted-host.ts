// A scripted host's end of a room's channel: records what a member sends, and answers as the test tells it to.
import b4a from 'b4a'
import type { Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import { keyOf } from '../../shared/base/key.ts'
import type { Member } from '../../client-app/member/member.ts'
import { encodeEvent, type Happening, type Post } from '../../shared/room/events.ts'
import type { Hello, Notice, Person, WhisperMessage } from '../../shared/room/messages.ts'
import { signPost, type Stamp } from '../../shared/room/signing.ts'
import type { BreakReason } from '../../shared/network/wire.ts'
import type { RoomChannel } from '../../shared/room/channel.ts'
import { channelPair, type ConnectionPair } from './channel-pair.ts'
import { seal } from './seal.ts'

export const ROOM = HyperDHT.keyPair()
export const ANNA = HyperDHT.keyPair()
export const BEN = HyperDHT.keyPair()

const LOG = '0123456789abcdef'

/** One connection of a member. Event numbers continue over several, as with a real host. */
export class ScriptedHost {
  readonly connections: ConnectionPair
  readonly posts: Post[] = []
  readonly whispers: WhisperMessage[] = []
  readonly names: string[] = []
  hello: Hello | null = null
  /** Which identity this end of the connection has. */
  readonly detach: () => void
  readonly #client: RoomChannel
  readonly #host: RoomChannel
  #seen = 0
  #onArrival: () => void = () => {}

  /** Attaches `member` to this host, over a connection that is silent for so long whenever somebody asks. */
  constructor(t: Assertions, member: Member, silentMs = () => 0) {
    const pair = channelPair(t, member.hello())
    this.connections = pair.connections
    this.#client = pair.client
    this.#host = pair.host
    const arrived =
      <Value>(take: (value: Value) => void) =>
      (value: Value): void => {
        take(value)
        this.#onArrival()
      }
    pair.host.listen({
      onOpen: arrived((hello) => (this.hello = hello)),
      onPost: arrived((post) => void this.posts.push(post)),
      onWhisper: arrived((whisper) => void this.whispers.push(whisper)),
      onRename: arrived((name) => void this.names.push(name)),
      onSeen: arrived((seq) => (this.#seen = seq))
    })
    this.detach = member.attach(pair.client, silentMs)
  }

  /** The newest event the member has confirmed seeing. */
  get seen(): number {
    return this.#seen
  }

  /** Posts to everybody, as they arrived. */
  get said(): string[] {
    return this.posts.map(({ text }) => text)
  }

  /** Admits the member, who has missed this many events. */
  welcome({
    from = 0,
    seq = 0,
    people = ['anna'],
    more = [] as Person[],
    hadJoined = false,
    isResumed = false
  } = {}): void {
    const keys: Record<string, Uint8Array> = { anna: ANNA.publicKey, ben: BEN.publicKey }
    const roster = people.map((name): Person => {
      return {
        key: keyOf(keys[name] ?? ROOM.publicKey),
        name,
        isPlain: !(name in keys),
        isAway: false
      }
    })
    const facts = { roomName: null, isResumed, isPrivate: false, transcript: 'kept' } as const
    const names = { room: keyOf(ROOM.publicKey), you: keyOf(ANNA.publicKey), name: 'anna' }
    this.#host.welcome({
      ...names,
      ...facts,
      log: LOG,
      seq: Math.max(seq, from),
      from,
      roster: [...roster, ...more],
      hadJoined
    })
  }

  /** Gives a happening its number. */
  event(seq: number, happening: Happening, time = 1_700_000_000_000 + seq): void {
    this.#host.event(encodeEvent(seq, time, happening))
  }

  /** Gives a post of the member its number, which tells the member that it was accepted. */
  take(seq: number, post: Post | undefined, time?: number): void {
    if (post === undefined) throw new Error('there is no such post')
    const happening = {
      type: 'post',
      author: keyOf(ANNA.publicKey),
      name: 'anna',
      ...post
    } as const
    this.event(seq, happening, time)
  }

  /** A post by Ben. */
  postOfBen(seq: number, text: string, stamp: Stamp = {}): void {
    const post = signPost(text, keyOf(ROOM.publicKey), BEN, stamp)
    this.event(seq, { type: 'post', author: keyOf(BEN.publicKey), name: 'ben', ...post })
  }

  /** Leaves out what was missed up to number `seq`. */
  skip(seq: number): void {
    this.#host.skip(seq)
  }

  /** Ends the session, as a ban does. Resolves when the member has received everything sent before. */
  async breakOff(): Promise<void> {
    const heard = new Promise<void>((resolve) => this.#client.listen({ onBreak: () => resolve() }))
    this.#host.breakOff('banned')
    await heard
  }

  /** A frame that is no event. */
  nonsense(): void {
    this.#host.event(b4a.from('{}'))
  }

  /** A whisper from Ben, as sent over the wire. */
  whisperOfBen(text: string, stamp: Stamp = {}): WhisperMessage {
    const to = keyOf(ANNA.publicKey)
    return { peer: keyOf(BEN.publicKey), ...seal(text, to, keyOf(ROOM.publicKey), BEN, stamp) }
  }

  /** Resolves with the reason the member breaks off. */
  onBreak(onBreak: (reason: BreakReason) => void): void {
    this.#host.listen({ onBreak })
  }

  whisper(whisper: WhisperMessage): void {
    this.#host.whisper(whisper)
  }

  notice(notice: Notice): void {
    this.#host.notice(notice)
  }

  /** Resolves once `isSo`, looked at whenever something arrives. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#onArrival = () => {
        if (isSo()) resolve()
      }
      this.#onArrival()
    })
  }

  /** Resolves when everything the member has sent so far is here, as messages keep their order. */
  async settled(): Promise<void> {
    const mark = this.#seen + 1_000_000
    this.#client.seen(mark)
    await this.until(() => this.#seen === mark)
  }
}
