// One connected member of a chat, from accept to close. Knows its channel, not its connection.
import { ReadyResource } from '../shared/base/packages.ts'
import type { Settle } from '../shared/network/listener.ts'
import type { BreakReason } from '../shared/network/wire.ts'
import type { RoomChannel } from '../shared/room/channel.ts'
import type { LeaveReason, Post } from '../shared/room/events.ts'
import type { Hello, Notice, Welcome, WhisperMessage } from '../shared/room/messages.ts'
import { isGenuine } from '../shared/room/signing.ts'
import { Delivery } from './delivery.ts'
import type { Log, LoggedEvent } from '../shared/log/log.ts'
import type { Seat } from './audience.ts'
import type { Room } from './room.ts'

export interface SessionOptions {
  /** The member's public key in hex. */
  key: string
  room: Room
  log: Log
  /** Admits the connection if there is room. */
  settle: Settle
  /** The room has admitted it. */
  onEntered: () => void
  /** Forwards a whisper; false when nobody who could read it is here. */
  onWhisper: (from: string, whisper: WhisperMessage) => boolean
  /** A bug of ours threw: the session is closed. */
  onFailed: (error: unknown) => void
  /** Closes the connection gently. */
  hangUp: () => Promise<void>
}

/** The common part of both kinds of members. Subclasses talk to the peer. */
export abstract class Session extends ReadyResource implements Seat {
  readonly key: string
  abstract readonly isPlain: boolean
  protected readonly options: SessionOptions
  protected readonly delivery: Delivery
  /** Whether the connection now belongs to another session. */
  protected isHandedOver = false
  #leaveReason: LeaveReason = 'left'

  constructor(options: SessionOptions) {
    super()
    this.options = options
    this.key = options.key
    this.delivery = new Delivery({
      log: options.log,
      send: (event) => this.send(event),
      skip: (seq) => this.skip(seq),
      onTooSlow: () => void this.dismiss('slow')
    })
  }

  /** Disconnects the member, and says why. */
  dismiss(reason: BreakReason): Promise<void> {
    if (reason === 'kicked' || reason === 'banned') this.#leaveReason = reason
    this.delivery.close()
    this.sayWhy(reason)
    void this.close()
    return this.options.hangUp()
  }

  onEvent(event: LoggedEvent): void {
    this.delivery.onEvent(event)
  }

  giveWay(): void {
    void this.dismiss('full')
  }

  onFailed(error: unknown): void {
    this.options.onFailed(error)
    void this.close()
  }

  welcome({ from, seq, isResumed }: Welcome): void {
    this.delivery.start(from, isResumed ? from : seq)
  }

  /** Sends a whisper to the member. */
  whisper(_whisper: WhisperMessage): void {}

  /** Tells the member that the transcript can no longer be written. */
  abstract tellUnkept(): void

  protected abstract send(event: LoggedEvent): void
  protected abstract skip(seq: number): void
  protected abstract sayWhy(reason: BreakReason): void

  protected enter(hello: Hello): void {
    if (this.closing) return
    const { room, settle } = this.options
    const entry = settle() ? room.join(this, hello) : 'full'
    if (entry === 'in') this.options.onEntered()
    else void this.dismiss(entry)
  }

  /** Handles a message of the peer. A bug of ours ends this session only. */
  protected attempt(task: () => void): void {
    if (this.closing) return
    try {
      task()
    } catch (error) {
      this.onFailed(error)
    }
  }

  protected override async _close(): Promise<void> {
    this.delivery.close()
    this.options.room.leave(this, this.#leaveReason)
    if (!this.isHandedOver) void this.options.hangUp()
  }
}

/** A member that runs our app. */
export class ChannelSession extends Session {
  readonly isPlain = false
  readonly #channel: RoomChannel
  /** The id of a post that came too fast: nothing else is accepted before it is resent, to keep the order. */
  #awaited: string | null = null

  constructor(options: SessionOptions & { channel: RoomChannel }) {
    super(options)
    this.#channel = options.channel
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
    this.#channel.welcome(welcome)
    super.welcome(welcome)
  }

  override whisper(whisper: WhisperMessage): void {
    this.#channel.whisper(whisper)
  }

  override tellUnkept(): void {
    this.#notice({ kind: 'unkept' })
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
    if (!isGenuine(post, room.keyBytes, this.key)) {
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
