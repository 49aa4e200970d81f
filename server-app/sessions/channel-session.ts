// A member that runs our app, from accept to close. Knows its channel, not its connection.
import type { BreakReason } from '../../shared/network/wire.ts'
import type { RoomChannel } from '../../shared/room/channel.ts'
import type { Post } from '../../shared/room/events.ts'
import type { Notice, Presence, Welcome, WhisperMessage } from '../../shared/room/messages.ts'
import { isGenuine } from '../../shared/room/signing.ts'
import type { LoggedEvent } from '../../shared/log/log.ts'
import { Session, type SessionOptions } from './session.ts'

export interface ChannelSessionOptions extends SessionOptions {
  channel: RoomChannel
  /** Says whose relay carries the member; null if that is nobody's here. */
  relayedBy: () => Notice | null
}

export class ChannelSession extends Session {
  readonly isPlain = false
  readonly #channel: RoomChannel
  readonly #relayedBy: () => Notice | null
  /** The id of a post that came too fast: nothing else is accepted before it is resent, to keep the order. */
  #awaited: string | null = null

  constructor(options: ChannelSessionOptions) {
    super(options)
    this.#channel = options.channel
    this.#relayedBy = options.relayedBy
    const leave = (): void => void this.close()
    const attempting =
      <Value>(task: (value: Value) => void) =>
      (value: Value): void =>
        this.attempt(() => task(value))
    this.#channel.listen({
      onOpen: attempting((hello) => this.enter(hello)),
      onPost: attempting((post) => this.#post(post)),
      onRename: attempting((name) => this.#rename(name)),
      onSeen: attempting((seq) => {
        if (!this.delivery.seen(seq)) this.#channel.refuse('protocol')
      }),
      onWhisper: attempting((whisper) => this.#passOn(whisper)),
      onBreak: leave,
      onClose: leave,
      onBreach: leave
    })
  }

  override welcome(welcome: Welcome): void {
    // Before the welcome, so that the member shows its path once, with the name.
    const relayed = this.#relayedBy()
    if (relayed) this.#notice(relayed)
    this.#channel.welcome(welcome)
    super.welcome(welcome)
  }

  override get handshakeHash(): Uint8Array | null {
    return this.#channel.handshakeHash
  }

  override whisper(whisper: WhisperMessage): void {
    this.#channel.whisper(whisper)
  }

  override onPresence(presence: Presence): void {
    this.#channel.presence(presence)
  }

  override tellKeeping(isKept: boolean): void {
    this.#notice({ kind: isKept ? 'kept' : 'unkept' })
  }

  protected override send({ frame }: LoggedEvent): void {
    this.#channel.event(frame)
  }

  protected override skip(seq: number): void {
    this.#channel.skip(seq)
  }

  protected override sayWhy(reason: BreakReason): void {
    this.#channel.breakOff(reason)
  }

  #post(post: Post): void {
    const { room } = this.options
    if (!isGenuine(post, room.key, this.key)) {
      this.#channel.refuse('protocol')
      return
    }
    if (room.hasPost(this.key, post.id)) {
      this.#notice({ kind: 'posted', id: post.id })
      return
    }
    if (this.#awaited !== null && this.#awaited !== post.id) return
    const wait = room.post(this.key, post)
    this.#awaited = wait > 0 ? post.id : null
    if (wait > 0) this.#notice({ kind: 'slow-down', id: post.id, afterMs: wait })
  }

  #rename(name: string): void {
    if (!this.options.room.rename(this.key, name)) this.#notice({ kind: 'name-refused' })
  }

  #passOn(whisper: WhisperMessage): void {
    const { room, onWhisper } = this.options
    const isPassedOn = room.maySpeak(this.key) && onWhisper(this.key, whisper)
    this.#notice({ kind: isPassedOn ? 'whispered' : 'not-whispered', id: whisper.id })
  }

  #notice(notice: Notice): void {
    this.#channel.notice(notice)
  }
}
