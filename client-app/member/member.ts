// A member of a room: receives and sends over whatever channel there is. Outlives each connection, and knows none.
import { Deferred } from '../../shared/base/deferred.ts'
import { keyOf, type PublicKey } from '../../shared/base/key.ts'
import { Problem, whisperTarget } from '../../shared/chat/find-person.ts'
import { NO_PATHS, type Participant } from '../../shared/chat/participant.ts'
import type { RoomChannel } from '../../shared/room/channel.ts'
import type { RoomEvent } from '../../shared/room/events.ts'
import type { Hello, Person, RoomFacts, Welcome } from '../../shared/room/messages.ts'
import { checkPerson, type Check } from '../../shared/chat/check.ts'
import { newId } from '../../shared/room/signing.ts'
import { Inbox } from './inbox.ts'
import type { MemberOptions } from './member-options.ts'
import { NameWish } from './name-wish.ts'
import { heed } from './notices.ts'
import { PLAIN_HOST, Speaker, type WriteLine } from './speaker.ts'

export class Member implements Participant {
  readonly key: PublicKey
  readonly moderation = null
  readonly paths: Participant['paths']
  readonly say: Participant['say']
  readonly quit: () => void
  readonly #options: MemberOptions
  readonly #inbox: Inbox
  readonly #speaker: Speaker
  readonly #instance = newId()
  readonly #ask = (name: string): void => this.#channel?.rename(name)
  #state: 'detached' | 'arriving' | 'in' | 'plain' = 'detached'
  /** What it is attached to, and the same if that is a channel. */
  #host: RoomChannel | WriteLine | null = null
  #channel: RoomChannel | null = null
  readonly #wish: NameWish
  /** Resolves when the roster and history are known, or this host cannot provide them, or cannot be reached for now. */
  readonly #settled = new Deferred()

  constructor(options: MemberOptions) {
    this.#options = options
    this.#wish = new NameWish(options.name)
    this.key = keyOf(options.keyPair.publicKey)
    this.say = options.say
    this.paths = options.path ?? NO_PATHS
    this.quit = options.quit
    this.#inbox = new Inbox({
      ...options,
      onWelcome: (welcome) => this.#onWelcome(welcome),
      onCaughtUp: () => this.#onCaughtUp(),
      onOwnPost: (id) => this.#speaker.onTaken(id)
    })
    this.#speaker = new Speaker({
      ...options,
      ...(options.outbox && { store: options.outbox }),
      position: () => this.#inbox.position
    })
  }

  /** Whether the host has admitted us, so that messages are sent. */
  get isIn(): boolean {
    return this.#state === 'in' || this.#state === 'plain'
  }

  get waiting(): string[] {
    return this.#speaker.waiting
  }

  /** Resolves when everything received so far has been written to standard output. */
  heard(): Promise<void> {
    return this.#options.heard()
  }

  /** Resolves when the host has everything that was posted. */
  emptied(): Promise<void> {
    return this.#speaker.emptied()
  }

  /** The first message on the next channel: the host sends what was missed since. */
  hello(): Hello {
    return { name: this.#wish.hello(), since: this.#inbox.position, instance: this.#instance }
  }

  /**
   * Takes part over `channel` from now on: receives what was missed, then sends what is waiting. `silentMs`: for how
   * long nothing has arrived over it. The returned function detaches from it, unless something else has been attached
   * meanwhile.
   */
  attach(channel: RoomChannel, silentMs = (): number => 0): () => void {
    const detach = this.#turnTo(channel)
    this.#state = 'arriving'
    this.#channel = channel
    this.#inbox.attach(channel, silentMs)
    channel.listen({
      onNotice: (notice) => {
        const readers = { speaker: this.#speaker, inbox: this.#inbox, wish: this.#wish }
        if (this.#channel === channel) heed(notice, { ...this.#options, ...readers })
      }
    })
    return detach
  }

  /** The same with a host that only speaks lines. */
  attachPlain(write: WriteLine): () => void {
    const detach = this.#turnTo(write)
    this.#inbox.detach()
    this.#state = 'plain'
    this.#settled.resolve()
    this.#speaker.openPlain(write)
    return detach
  }

  /** Messages the host has not confirmed wait for the next channel. */
  detach(): void {
    this.#turnTo(null)
    this.#inbox.detach()
  }

  /** The host cannot be reached for now: nobody waits for what it would say. */
  leftAlone(): void {
    this.#settled.resolve()
  }

  post(text: string): Promise<void> {
    return this.#speaker.post(text)
  }

  async whisper(who: string, text: string): Promise<void> {
    this.#demandRoom()
    const to = this.#inbox.arrival === null ? who : whisperTarget(who, this.people())
    await this.#speaker.whisper(to, text)
  }

  rename(name: string): void {
    this.#demandRoom()
    this.#wish.choose(name)
    if (this.#state === 'in') this.#wish.request(this.#ask)
    this.#options.onRename(name)
  }

  people(): Person[] {
    return this.#inbox.people
  }

  get facts(): RoomFacts {
    return this.#inbox.facts
  }

  async roster(): Promise<Person[]> {
    await this.#settled.promise
    this.#demandRoom()
    if (this.#inbox.arrival === null) throw new Problem('The host is not there yet, so nobody is')
    return this.people()
  }

  async find(count: number, isWanted: (text: string) => boolean): Promise<RoomEvent[]> {
    // Without a connection, what is here is all there is.
    await this.#settled.promise
    this.#demandRoom()
    return this.#options.transcript.past.find(count, isWanted)
  }

  earlier(count: number): Promise<RoomEvent[]> {
    return this.#options.transcript.past.earlier(count)
  }

  invite(): ReturnType<Participant['invite']> {
    return this.#options.invite()
  }

  async check(who: string): Promise<Check> {
    const people = await this.roster()
    const room = this.#options.hostKey
    const hash = this.isIn ? this.#channel?.handshakeHash : null
    return checkPerson(who, { key: this.key, room, people, hashesWith: () => (hash ? [hash] : []) })
  }

  #turnTo(host: RoomChannel | WriteLine | null): () => void {
    this.#state = 'detached'
    this.#host = host
    this.#channel = null
    this.#speaker.close()
    return () => {
      if (this.#host === host) this.detach()
    }
  }

  #onWelcome(welcome: Welcome): void {
    this.#state = 'in'
    this.#options.onWelcome(welcome)
    this.#wish.welcomed(this.#ask)
  }

  /** Missed events may include posts of ours: nothing is sent before all of them have arrived. */
  #onCaughtUp(): void {
    this.#settled.resolve()
    const { arrival } = this.#inbox
    if (this.#channel && arrival) this.#speaker.open(this.#channel, this.people(), arrival)
  }

  #demandRoom(): void {
    if (this.#state === 'plain') throw new Problem(PLAIN_HOST)
  }
}
