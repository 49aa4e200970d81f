// A member's end of the room's channel: what it says is kept until the host has taken it, what it hears
// is checked.
import { breakError } from '../shared/network/foreign-errors.ts'
import type { Participant } from '../shared/chat/participant.ts'
import { Timer } from '../shared/base/clock.ts'
import { ChatError } from '../shared/base/errors.ts'
import type { KeyPair } from '../shared/identity/keypair.ts'
import { LIMITS } from '../shared/base/limits.ts'
import type { Connection } from '../shared/network/node.ts'
import { formatPublicKey } from '../shared/identity/public-key.ts'
import { RoomChannel } from '../shared/room/channel.ts'
import type { RoomEvent } from '../shared/room/events.ts'
import type { Notice, Person, RoomFacts, Welcome, WhisperMessage } from '../shared/room/messages.ts'
import { eventFields, type Output } from '../shared/chat/output.ts'
import { Reader } from '../shared/room/reader.ts'
import { openWhisper, sealWhisper, signPost } from '../shared/room/signing.ts'
import { Outbox } from './outbox.ts'

export interface MemberOptions {
  connection: Connection
  keyPair: KeyPair
  hostKey: Uint8Array
  /** What to be called; null for the short key. */
  name: string | null
  say: (output: Output) => void
  /** Resolves when all that was said so far is with standard output. */
  heard: () => Promise<void>
  onRename: (name: string) => void
  /** The host speaks our protocol. */
  onOpen: () => void
  /** The host has let us in. */
  onWelcome: () => void
  /** The channel is closed, by whoever. */
  onClose: () => void
  /** The host has put us out, or makes no sense. */
  onFailed: (error: ChatError) => void
  quit: () => void
}

/** How much may be heard before the host is told so: a fraction of what it lets wait. */
const SEEN_BYTES = 32 * 1024

export class Member implements Participant {
  readonly key: string
  readonly moderation = null
  readonly say: (output: Output) => void
  readonly quit: () => void
  readonly #options: MemberOptions
  readonly #channel: RoomChannel
  readonly #reader: Reader
  readonly #outbox = new Outbox()
  /** Whispers under way, by their id. */
  readonly #whispers = new Map<string, { to: string; text: string }>()
  readonly #opened = new Set<string>()
  /** The number to catch up to before anything is posted; null before the welcome. */
  #goal: number | null = null
  #facts: RoomFacts = { isPrivate: false, transcript: 'none' }
  #onCaughtUp: () => void = () => {}
  /** Resolves when what was said before this member came is here. */
  readonly #caughtUp = new Promise<void>((resolve) => (this.#onCaughtUp = resolve))
  #pause: Timer | null = null
  #unseenBytes = 0
  #onEmpty: (() => void)[] = []

  constructor(options: MemberOptions) {
    this.#options = options
    const { connection, keyPair, hostKey, name, say, quit, onOpen, onClose, onFailed } = options
    this.key = formatPublicKey(keyPair.publicKey)
    this.say = say
    this.quit = quit
    this.#reader = new Reader(hostKey, (reason, author) => {
      say({ event: 'dropped', reason, author })
    })
    this.#channel = new RoomChannel(connection, { name, since: null })
    this.#channel.listen({
      onOpen,
      onClose,
      onBreak: (reason) => onFailed(breakError(reason, '')),
      onNonsense: () => onFailed(new ChatError('PROTOCOL')),
      onWelcome: (welcome) => this.#onWelcome(welcome),
      onEvent: (frame) => this.#onEvent(frame),
      onWhisper: (whisper) => this.#onWhisper(whisper),
      onSkip: (seq) => this.#onSkip(seq),
      onNotice: (notice) => this.#onNotice(notice)
    })
  }

  /** Posts, and whispers, the host has not taken yet. */
  get unsent(): number {
    return this.#outbox.size + this.#whispers.size
  }

  get waiting(): string[] {
    const whispers = [...this.#whispers.values()].map(({ to, text }) => `to ${to} alone: ${text}`)
    return [...this.#outbox.texts, ...whispers]
  }

  /** Resolves when the host has taken all that was said. */
  emptied(): Promise<void> {
    return new Promise((resolve) => {
      this.#onEmpty.push(resolve)
      this.#checkEmpty()
    })
  }

  post(text: string): void {
    const { hostKey, keyPair } = this.#options
    this.#outbox.add(signPost(text, hostKey, keyPair))
    this.#send()
  }

  rename(name: string): void {
    this.#channel.rename(name)
    this.#options.onRename(name)
  }

  whisper(person: Person, text: string): void {
    const { hostKey, keyPair } = this.#options
    const whisper = sealWhisper(text, person.key, hostKey, keyPair)
    this.#whispers.set(whisper.id, { to: person.name, text })
    this.#channel.whisper({ peer: person.key, ...whisper })
  }

  get facts(): RoomFacts {
    return this.#facts
  }

  people(): Person[] {
    return [...this.#reader.roster.values()]
  }

  async find(count: number, isWanted: (text: string) => boolean): Promise<RoomEvent[]> {
    await this.#caughtUp
    const posts = this.#reader.events.filter(
      (event) => event.type === 'post' && isWanted(event.text)
    )
    return posts.slice(-count)
  }

  #onWelcome(welcome: Welcome): void {
    if (!this.#reader.welcome(welcome)) {
      this.#options.onFailed(new ChatError('PROTOCOL'))
      return
    }
    const { room, you, name, roster, isPrivate, transcript } = welcome
    this.#facts = { isPrivate, transcript }
    this.say({ event: 'welcome', room, you, name, roster, ...this.#facts })
    this.#goal = welcome.seq
    this.#options.onWelcome()
    this.#checkCaughtUp()
    this.#outbox.rewind()
    this.#send()
  }

  #onEvent(frame: Uint8Array): void {
    const event = this.#reader.take(frame)
    if (event) {
      const isHistory = this.#reader.isHistory(event)
      this.say({ ...eventFields(event), isHistory, isOwn: event.author === this.key })
      if (event.type === 'post' && event.author === this.key && this.#outbox.taken(event.id)) {
        this.#checkEmpty()
      }
    }
    this.#checkCaughtUp()
    this.#send()
    this.#unseenBytes += frame.length
    if (this.#unseenBytes < SEEN_BYTES) return
    this.#unseenBytes = 0
    const seq = this.#reader.position?.seq ?? 0
    // Not before it is out of our hands: who reads us slowly must not fill our memory.
    void this.#options.heard().then(() => this.#channel.seen(seq))
  }

  #onSkip(seq: number): void {
    this.#reader.skip(seq)
    this.#checkCaughtUp()
    this.#send()
  }

  #onWhisper({ peer, id, sealed }: WhisperMessage): void {
    const { hostKey, keyPair } = this.#options
    const opened = this.#opened.has(id)
      ? ({ dropped: 'replayed' } as const)
      : openWhisper({ id, sealed }, peer, hostKey, keyPair)
    if ('dropped' in opened) {
      this.say({ event: 'dropped', reason: opened.dropped, author: peer })
      return
    }
    this.#opened.add(id)
    if (this.#opened.size > LIMITS.rememberedPosts) {
      const [oldest = ''] = this.#opened
      this.#opened.delete(oldest)
    }
    const name = this.#reader.roster.get(peer)?.name ?? peer.slice(0, 8)
    this.say({ event: 'whisper', id, author: peer, name, ...opened })
  }

  #onNotice(notice: Notice): void {
    switch (notice.kind) {
      case 'slow-down':
        this.#pause ??= new Timer(notice.afterMs, () => {
          this.#pause = null
          this.#outbox.rewind()
          this.#send()
        })
        return
      case 'name-refused':
        this.say({
          event: 'problem',
          text: 'The host does not take that name, or it was too often'
        })
        return
      case 'unkept':
        this.#facts = { ...this.#facts, transcript: 'failed' }
        this.say({ event: 'unkept', reason: null })
        return
      case 'whispered':
      case 'not-whispered': {
        const whisper = this.#whispers.get(notice.id)
        if (whisper === undefined) return
        const { to } = whisper
        this.#whispers.delete(notice.id)
        if (notice.kind === 'whispered') this.say({ event: 'whispered', id: notice.id, ...whisper })
        else
          this.say({
            event: 'problem',
            text: `Not passed on to ${to}: gone, or too fast. Try again`
          })
        this.#checkEmpty()
      }
    }
  }

  #send(): void {
    // What was missed may hold posts of ours that the host has taken: those are not to be sent again.
    if (this.#isBehind() || this.#pause !== null) return
    for (const post of this.#outbox.next()) this.#channel.post(post)
  }

  #isBehind(): boolean {
    return this.#goal === null || (this.#reader.position?.seq ?? 0) < this.#goal
  }

  #checkCaughtUp(): void {
    if (!this.#isBehind()) this.#onCaughtUp()
  }

  #checkEmpty(): void {
    if (this.unsent === 0) for (const resolve of this.#onEmpty.splice(0)) resolve()
  }
}
