// One connected member of a chat, from accept to close: what both kinds of members have in common.
import type { PublicKey } from '../../shared/base/key.ts'
import { ReadyResource } from '../../shared/base/packages.ts'
import type { Settle } from '../../shared/network/listener.ts'
import type { BreakReason } from '../../shared/network/wire.ts'
import type { LeaveReason } from '../../shared/room/events.ts'
import type { Hello, Presence, Welcome, WhisperMessage } from '../../shared/room/messages.ts'
import { Delivery } from '../room/delivery.ts'
import type { Log, LoggedEvent } from '../../shared/log/log.ts'
import type { Seat } from '../room/audience.ts'
import type { Room } from '../room/room.ts'

export interface SessionOptions {
  /** The member's public key. */
  key: PublicKey
  room: Room
  log: Log
  /** Admits the connection if there is room. */
  settle: Settle
  /** The room has admitted it; `isBack`: to a place that was kept for it. */
  onEntered: (isBack: boolean) => void
  /** Forwards a whisper; false when nobody who could read it is here. */
  onWhisper: (from: PublicKey, whisper: WhisperMessage) => boolean
  /** A bug of ours threw: the session is closed. */
  onFailed: (error: unknown) => void
  /** Whether the connection was lost, without the peer having ended it. */
  hasVanished: () => boolean
  /** Closes the connection gently. */
  hangUp: () => Promise<void>
  /** Resets the connection. */
  cutOff: () => void
}

/** Subclasses talk to the peer. */
export abstract class Session extends ReadyResource implements Seat {
  readonly key: PublicKey
  abstract readonly isPlain: boolean
  protected readonly options: SessionOptions
  protected readonly delivery: Delivery
  /** Whether the connection now belongs to another session. */
  protected isHandedOver = false
  #leaveReason: LeaveReason | null = null

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
    // It catches up once it is back.
    if (reason === 'slow') this.#leaveReason = 'vanished'
    this.sayWhy(reason)
    void this.close()
    return this.options.hangUp()
  }

  onEvent(event: LoggedEvent): void {
    this.delivery.onEvent(event)
  }

  /** Tells the member who is away, or back. */
  onPresence(_presence: Presence): void {}

  /** The peer has given this connection up, or will soon: an end would look as if the host left. */
  replace(): void {
    void this.close()
    this.options.cutOff()
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

  /** What both ends of its connection share; null when there is nothing to compare. */
  get handshakeHash(): Uint8Array | null {
    return null
  }

  /** Sends a whisper to the member. */
  whisper(_whisper: WhisperMessage): void {}

  /** Tells the member that the transcript can no longer be written, or can again. */
  abstract tellKeeping(isKept: boolean): void

  protected abstract send(event: LoggedEvent): void
  protected abstract skip(seq: number): void
  protected abstract sayWhy(reason: BreakReason): void

  protected enter(hello: Hello): void {
    const { room, settle } = this.options
    const entry = settle() ? room.join(this, hello) : 'full'
    if (entry === 'in' || entry === 'back') this.options.onEntered(entry === 'back')
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
    const { room, hasVanished } = this.options
    room.leave(this, this.#leaveReason ?? (hasVanished() ? 'vanished' : 'left'))
    if (!this.isHandedOver) void this.options.hangUp()
  }
}
