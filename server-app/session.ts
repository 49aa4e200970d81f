// One connected member of a chat, from accept to close.
import { closeGently, type Connection } from '../shared/network/node.ts'
import { ReadyResource } from '../shared/base/packages.ts'
import type { BreakReason } from '../shared/network/wire.ts'
import { formatPublicKey } from '../shared/identity/public-key.ts'
import { RoomChannel } from '../shared/room/channel.ts'
import type { LeaveReason, Post } from '../shared/room/events.ts'
import type { Hello, Notice, Welcome, WhisperMessage } from '../shared/room/messages.ts'
import { isGenuine } from '../shared/room/signing.ts'
import { Delivery } from './delivery.ts'
import type { Frame, Log } from './log/log.ts'
import type { Room, Seat } from './room.ts'

export interface SessionOptions {
  connection: Connection
  room: Room
  log: Log
  /** Passes a whisper on; false when nobody who could read it is here. */
  onWhisper: (from: string, whisper: WhisperMessage) => boolean
  onFailed: (error: unknown) => void
}

/** What members of either kind have in common. Subclasses speak with the peer. */
export abstract class Session extends ReadyResource implements Seat {
  readonly key: string
  abstract readonly isPlain: boolean
  protected readonly options: SessionOptions
  protected readonly delivery: Delivery
  #leaveReason: LeaveReason = 'left'

  constructor(options: SessionOptions) {
    super()
    const { connection, log, onFailed } = options
    this.options = options
    this.key = formatPublicKey(connection.remotePublicKey)
    this.delivery = new Delivery({
      log,
      onFailed,
      send: (frame, seq) => this.send(frame, seq),
      onTooSlow: () => void this.dismiss('slow')
    })
    connection.on('close', () => void this.close())
  }

  /** Puts the member out, and says why. */
  dismiss(reason: BreakReason): Promise<void> {
    if (reason === 'kicked' || reason === 'banned') this.#leaveReason = reason
    this.delivery.close()
    if (!this.options.connection.destroying) this.sayWhy(reason)
    void this.close()
    return closeGently(this.options.connection)
  }

  onEvent(frame: Frame, seq: number): void {
    this.delivery.onEvent(frame, seq)
  }

  welcome(welcome: Welcome): void {
    this.delivery.start(welcome.from)
  }

  /** Passes a whisper on to the member. */
  whisper(_whisper: WhisperMessage): void {}

  protected abstract send(frame: Frame, seq: number): void
  protected abstract sayWhy(reason: BreakReason): void

  protected enter(hello: Hello): void {
    if (this.closing) return
    const entry = this.options.room.join(this, hello)
    if (entry !== 'in') void this.dismiss(entry)
  }

  protected override async _close(): Promise<void> {
    this.delivery.close()
    this.options.room.leave(this, this.#leaveReason)
    this.options.connection.end()
  }
}

/** A member of ours. */
export class ChannelSession extends Session {
  readonly isPlain = false
  readonly #channel: RoomChannel
  /** A post that came too fast: nothing is taken before it has come again, or the order is lost. */
  #awaited: string | null = null

  constructor(options: SessionOptions) {
    super(options)
    const leave = (): void => void this.close()
    this.#channel = new RoomChannel(options.connection, null)
    this.#channel.listen({
      onOpen: (hello) => this.enter(hello),
      onPost: (post) => this.#post(post),
      onRename: (name) => {
        if (!options.room.rename(this.key, name)) this.#channel.notice({ kind: 'name-refused' })
      },
      onSeen: (seq) => this.delivery.seen(seq),
      onWhisper: (whisper) => this.#passOn(whisper),
      onBreak: leave,
      onClose: leave,
      onNonsense: () => void closeGently(options.connection)
    })
  }

  override welcome(welcome: Welcome): void {
    this.#channel.welcome(welcome)
    super.welcome(welcome)
  }

  override whisper(whisper: WhisperMessage): void {
    this.#channel.whisper(whisper)
  }

  protected override send(frame: Frame): void {
    this.#channel.event(frame)
  }

  protected override sayWhy(reason: BreakReason): void {
    this.#channel.breakOff(reason)
  }

  #post(post: Post): void {
    const { room } = this.options
    if (!isGenuine(post, room.keyBytes, this.key)) {
      void this.dismiss('protocol')
      return
    }
    if (this.#awaited !== null && this.#awaited !== post.id) return
    const wait = room.post(this.key, post)
    this.#awaited = wait > 0 ? post.id : null
    if (wait > 0) this.#notice({ kind: 'slow-down', id: post.id, afterMs: wait })
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
