// The sending side of a member: signs posts with the time they were typed, seals whispers when they are sent, and keeps
// both until the host has confirmed them.
import { timeOfDay } from '../../shared/base/clock.ts'
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { noKeyOf, Problem, whisperTarget } from '../../shared/chat/find-person.ts'
import type { Output } from '../../shared/chat/output.ts'
import type { KeyPair } from '../../shared/identity/keypair.ts'
import type { RoomChannel } from '../../shared/room/channel.ts'
import type { Notice, Person, Position } from '../../shared/room/messages.ts'
import type { Arrival } from '../../shared/room/reader.ts'
import { newId, sealWhisper, signPost } from '../../shared/room/signing.ts'
import { Outbox, type OutboxStore } from './outbox.ts'
import { whyNotSent, type Said } from '../memory/said.ts'

export interface SpeakerOptions {
  keyPair: KeyPair
  hostKey: PublicKey
  say: (output: Output) => void
  /** What keeps the outbox for the next start. */
  store?: OutboxStore
  /** The last event received; null before any welcome. */
  position: () => Position | null
}

/** Writes a line to a plain host. Resolves when it has been acknowledged. */
export type WriteLine = (line: string) => Promise<void>

const FULL = `The host has not confirmed ${LIMITS.waitingPosts} messages yet, so this one was not taken`

const UNCERTAIN =
  'The connection broke before the host confirmed this, so it may have got it or not'

export const PLAIN_HOST = 'The host is a plain peer: it only speaks lines'

export class Speaker {
  readonly #options: SpeakerOptions
  readonly #outbox: Outbox
  /** Ids of lines that a plain host has not acknowledged. */
  readonly #goneOut = new Set<string>()

  constructor(options: SpeakerOptions) {
    this.#options = options
    this.#outbox = new Outbox(options.store)
  }

  /** Texts the host has not confirmed, as they are shown. */
  get waiting(): string[] {
    return this.#outbox.texts
  }

  /** Resolves when the host has confirmed all of them. */
  emptied(): Promise<void> {
    return this.#outbox.atMost(0)
  }

  /** Posts to everybody. Resolves when another text may follow. */
  post(text: string): Promise<void> {
    return this.#add(text, null)
  }

  /** Whispers to one person. A string names one of those here once the roster is known. */
  whisper(to: Person | string, text: string): Promise<void> {
    return this.#add(text, to)
  }

  /** From now on sends over `channel`, to these people, what may still be sent. */
  open(channel: RoomChannel, people: Person[], arrival: Arrival): void {
    for (const said of this.#outbox.said.slice()) {
      const reason = whyNotSent(said, arrival, timeOfDay())
      if (reason !== null) this.#giveUp(said.id, reason)
    }
    this.#outbox.address((who, id) => this.#find(who, people, id))
    this.#outbox.open((said) => this.#send(said, channel))
  }

  /** From now on sends as lines. What has gone out to a plain host before is not sent again: it could not tell. */
  openPlain(write: WriteLine): void {
    for (const id of this.#goneOut) this.#giveUp(id, UNCERTAIN)
    this.#goneOut.clear()
    this.#outbox.open((said) => void this.#writeLine(said, write))
  }

  /** From now on messages wait. */
  close(): void {
    this.#outbox.close()
  }

  /** The host has a post. */
  onTaken(id: string): void {
    this.#outbox.take(id)
  }

  onSlowDown(afterMs: number): void {
    this.#outbox.slowDown(afterMs)
  }

  onWhispered({ kind, id }: Extract<Notice, { kind: 'whispered' | 'not-whispered' }>): void {
    if (kind === 'not-whispered') {
      this.#giveUp(
        id,
        'Not delivered: that person is away or has left, or you sent too fast. Try again'
      )
      return
    }
    const { to = null, text = '' } = this.#outbox.take(id) ?? {}
    if (to === null || typeof to === 'string') return
    this.#options.say({ event: 'whispered', id, to: to.name, text })
  }

  async #add(text: string, to: Said['to']): Promise<void> {
    if (this.#outbox.said.length >= LIMITS.waitingPosts) throw new Problem(FULL)
    const after = this.#options.position()
    await this.#outbox.add({ id: newId(), text, to, typedAt: timeOfDay(), after })
  }

  #send({ id, text, to, typedAt: signedAt }: Said, channel: RoomChannel): void {
    const { hostKey, keyPair } = this.#options
    if (to === null) {
      channel.post(signPost(text, hostKey, keyPair, { id, signedAt }))
    } else if (typeof to !== 'string') {
      const stamp = { roomKey: hostKey, author: keyPair, id, signedAt }
      const sealed = sealWhisper(text, to.key, stamp)
      if (sealed) channel.whisper({ peer: to.key, ...sealed })
      else this.#giveUp(id, noKeyOf(to))
    }
  }

  async #writeLine({ id, text, to }: Said, write: WriteLine): Promise<void> {
    if (to !== null) return this.#giveUp(id, PLAIN_HOST)
    this.#outbox.unkeep(id)
    this.#goneOut.add(id)
    await write(text)
    this.#goneOut.delete(id)
    if (this.#outbox.take(id)) this.#options.say({ event: 'line', text, isOwn: true })
  }

  #find(who: string, people: Person[], id: string): Person | null {
    try {
      return whisperTarget(who, people)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      this.#giveUp(id, error.message)
      return null
    }
  }

  #giveUp(id: string, why: string): void {
    const said = this.#outbox.take(id)
    if (said !== null) this.#options.say({ event: 'problem', text: `${why} (${said.text})` })
  }
}
