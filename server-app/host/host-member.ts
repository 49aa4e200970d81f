// The host as a member of its own room: the user or script at its terminal.
import { shortKey, type PublicKey } from '../../shared/base/key.ts'
import type { KeyPair } from '../../shared/identity/keypair.ts'
import { noKeyOf, Problem, whisperTarget } from '../../shared/chat/find-person.ts'
import type { Moderation, Participant } from '../../shared/chat/participant.ts'
import { readEvent, type PostEvent, type RoomEvent } from '../../shared/room/events.ts'
import { Drops } from '../../shared/room/drops.ts'
import { KnownIds } from '../../shared/room/known-ids.ts'
import type {
  Person,
  Presence,
  RoomFacts,
  Welcome,
  WhisperMessage
} from '../../shared/room/messages.ts'
import type { Invitation } from '../../shared/app/report-events.ts'
import { checkPerson, type Check } from '../../shared/chat/check.ts'
import { eventFields, type Output } from '../../shared/chat/output.ts'
import { sealWhisper, signPost } from '../../shared/room/signing.ts'
import { WhisperReader } from '../../shared/room/whisper-reader.ts'
import type { Access } from '../access/access.ts'
import { LookBack } from '../../shared/log/look-back.ts'
import type { Log, LoggedEvent } from '../../shared/log/log.ts'
import type { Seat } from '../room/audience.ts'
import { Moderator } from './moderator.ts'
import type { Room } from '../room/room.ts'
import type { Sessions } from '../sessions/sessions.ts'

export interface HostMemberOptions {
  keyPair: KeyPair
  room: Room
  log: Log
  access: Access
  sessions: Sessions
  say: (output: Output) => void
  onRename: (name: string) => void
  /** Output can no longer be shown. */
  onFailed: (error: unknown) => void
  /** Makes new words. */
  invite: () => Promise<Invitation>
  quit: () => void
}

export class HostMember implements Participant, Seat {
  readonly key: PublicKey
  readonly isPlain = false
  readonly say: (output: Output) => void
  readonly quit: () => void
  readonly moderation: Moderation
  readonly paths: Participant['paths']
  readonly #options: HostMemberOptions
  readonly #whispers: WhisperReader
  readonly #past: LookBack
  readonly #drops = new Drops((drop) => this.say({ event: 'dropped', ...drop }))
  #welcome: Welcome | null = null
  /** What happened before the past is shown; null from then on. */
  #early: RoomEvent[] | null = []

  constructor(options: HostMemberOptions) {
    this.#options = options
    this.key = options.room.key
    this.#past = new LookBack(options.log)
    this.#whispers = new WhisperReader(options.room.key, options.keyPair, new KnownIds())
    this.say = options.say
    this.quit = options.quit
    this.paths = { of: (key) => options.sessions.paths.of(key), relaying: null }
    const { access, sessions, say } = options
    this.moderation = new Moderator({ access, sessions, say, others: () => this.#others() })
  }

  /** The host's own posts are ordered immediately, but shown after those from before. */
  get waiting(): string[] {
    return (this.#early ?? []).flatMap((event) => (event.type === 'post' ? event.text : []))
  }

  get facts(): RoomFacts {
    return this.#options.room.facts
  }

  welcome(welcome: Welcome): void {
    this.#welcome = welcome
  }

  /** Shows who is here, once the room has an address, and the last posts from before. */
  greet(past: PostEvent[]): void {
    if (this.#welcome === null) return
    const { room, you, name } = this.#welcome
    this.say({
      event: 'welcome',
      room,
      you,
      name,
      roster: this.people(),
      isReturn: false,
      ...this.facts
    })
    if (past[0]) this.#past.returnTo(past[0].seq)
    for (const post of past) this.#show(post, true)
    for (const event of this.#early ?? []) this.#show(event, false)
    this.#early = null
  }

  onEvent({ frame }: LoggedEvent): void {
    const event = readEvent(frame)
    if (event && this.#early) this.#early.push(event)
    else if (event) this.#show(event, false)
  }

  onPresence({ away, back }: Presence): void {
    const tell = (isAway: boolean) => (author: PublicKey) =>
      this.say({ event: 'presence', author, name: this.#nameOf(author), isAway })
    away.forEach(tell(true))
    back.forEach(tell(false))
  }

  // The host's own seat is never given away.
  giveWay(): void {}
  replace(): void {}

  onFailed(error: unknown): void {
    this.#options.onFailed(error)
  }

  /** A whisper to the host, directly from its author: no replay is possible, and any clock is accepted. */
  onWhisper(whisper: WhisperMessage): void {
    const { peer, id } = whisper
    const opened = this.#whispers.open(whisper, 0)
    if (opened === null) return
    if ('dropped' in opened) this.#drops.add(opened.dropped, peer)
    else this.say({ event: 'whisper', id, author: peer, name: this.#nameOf(peer), ...opened })
  }

  async post(text: string): Promise<void> {
    const { room, keyPair } = this.#options
    room.post(this.key, signPost(text, room.key, keyPair))
  }

  rename(name: string): void {
    this.#options.room.rename(this.key, name)
    this.#options.onRename(name)
  }

  async whisper(who: string, text: string): Promise<void> {
    const { room, keyPair, sessions } = this.#options
    const person = whisperTarget(who, this.people())
    const sender = { roomKey: room.key, author: keyPair }
    const sealed = sealWhisper(text, person.key, sender)
    if (sealed === null) throw new Problem(noKeyOf(person))
    sessions.whisper(this.key, { peer: person.key, ...sealed })
    this.say({ event: 'whispered', id: sealed.id, to: person.name, text })
  }

  people(): Person[] {
    return this.#options.room.roster
  }

  async roster(): Promise<Person[]> {
    return this.people()
  }

  find(count: number, isWanted: (text: string) => boolean): Promise<RoomEvent[]> {
    return this.#past.find(count, isWanted)
  }

  earlier(count: number): Promise<RoomEvent[]> {
    return this.#past.earlier(count)
  }

  invite(): Promise<Invitation> {
    return this.#options.invite()
  }

  async check(who: string): Promise<Check> {
    const { room, sessions } = this.#options
    const hashesWith = (key: PublicKey): Uint8Array[] => sessions.hashesWith(key)
    return checkPerson(who, { key: this.key, room: room.key, people: this.people(), hashesWith })
  }

  #show(event: RoomEvent, isHistory: boolean): void {
    this.say({ ...eventFields(event), isHistory, isOwn: event.author === this.key })
  }

  #others(): Person[] {
    return this.people().filter(({ key }) => key !== this.key)
  }

  #nameOf(key: PublicKey): string {
    return this.people().find((person) => person.key === key)?.name ?? shortKey(key)
  }
}
