// The pipe between two of our apps: stdin → peer → stdout. Every byte arrives, each direction ends by itself, and the
// pipe is done only when the other side has confirmed that every byte is written. Exists before its first connection;
// when one breaks, it goes on over the next, if both sides can.
import { CLOCK, type Clock } from '../base/clock.ts'
import { ChatError, toChatError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import { breakError, lostError, reasonToBreak } from '../network/foreign-errors.ts'
import type { Connection } from '../network/node.ts'
import type { BreakReason } from '../network/wire.ts'
import { PipeChannel } from './channel.ts'
import { Exchange } from './exchange.ts'
import type { PipeHello } from './messages.ts'
import type { PipeOptions } from './pipe-options.ts'
import { PipeLife } from './pipe-life.ts'
import { countsInWords } from './progress.ts'

/** Long enough for a slow path to resend what it lost. */
const FAREWELL_MS = 10_000

export class Pipe extends PipeLife {
  /** Whether the peer has sent or confirmed anything. */
  hasSpoken = false
  /** Whether both sides can go on over another connection. Known once it is open. */
  canResume = false
  readonly #options: PipeOptions
  readonly #clock: Clock
  /** On the connection of the moment. */
  #channel: PipeChannel | null = null
  /** Runs from a break until the pipe goes on. */
  #patience: { cancel(): void } | null = null

  constructor(options: PipeOptions) {
    const clock = options.clock ?? CLOCK
    const exchange = new Exchange({
      ...options,
      clock,
      onFailed: (error) => this.fail(error),
      onProgress: () => this.#deliverIfDone()
    })
    super(exchange)
    this.#options = options
    this.#clock = clock
  }

  /** Whether its connection is broken, and it does not go on over another yet. */
  get isWaiting(): boolean {
    return this.#patience !== null
  }

  get connection(): Connection | null {
    return this.#channel?.connection ?? null
  }

  /** Pipes over a connection, which may not be open yet, and no longer over an earlier one. */
  attach(connection: Connection): void {
    if (this.state === 'over') return connection.destroy()
    this.#leaveChannel()
    const { hello, session = null } = this.#options
    const resumes = this.state !== 'fresh'
    const exchange = this.exchange
    const channel = new PipeChannel(
      connection,
      { ...hello, session, received: this.receivedBytes, resumes },
      {
        onOpen: (peer) => (resumes ? this.#resume(channel, peer) : this.#begin(channel, peer)),
        onData: (chunk) => this.#hear(() => exchange.onData(chunk)),
        onEnd: (bytes) => this.#hear(() => exchange.onEnd(bytes)),
        onReceipt: (...receipt) => this.#hear(() => exchange.onReceipt(...receipt)),
        onNonsense: () => this.#demand(false),
        onBreak: (reason) => this.#onBreak(reason),
        onUnknown: () => (resumes ? this.#break() : this.#giveUp(new ChatError('NO_PIPE'))),
        onLost: (cause) => this.#break(cause),
        onDrain: () => exchange.drained()
      }
    )
    this.#channel = channel
    if (channel.isGone) this.#break()
  }

  /** Fails, and tells the peer why if the wire has a word for it. */
  fail(error: ChatError): void {
    if (!this.stop()) return
    const reason = reasonToBreak(error.code)
    if (reason !== null) this.#channel?.breakOff(reason)
    void Promise.resolve(this.#channel?.close()).then(() => this.lose(error))
  }

  /** Leaves early, as on a signal. */
  async leave(): Promise<void> {
    if (!this.isDelivered && this.stop()) this.#channel?.breakOff('left')
    await this.#channel?.close()
  }

  /** Waits no longer for another connection. */
  giveUpWaiting(): void {
    const values = { seconds: this.#resumeMs / 1000, ...this.progress }
    this.#giveUp(new ChatError('NOT_RESUMED', { values }))
  }

  #begin(channel: PipeChannel, peer: PipeHello): void {
    const { session = null, onOpen } = this.#options
    this.state = 'open'
    this.canResume = session !== null && session === peer.session
    onOpen?.()
    try {
      this.exchange.begin(channel, peer, { isKept: this.canResume })
    } catch (error) {
      this.fail(toChatError(error))
    }
  }

  #resume(channel: PipeChannel, peer: PipeHello): void {
    // One that begins anew has none of the earlier bytes: unless there were none, they are lost.
    const isUntouched = this.confirmedBytes === 0 && this.receivedBytes === 0
    if (peer.session !== this.#options.session || !(peer.resumes || isUntouched)) {
      this.#giveUp(new ChatError('FORGOTTEN', { values: this.progress }))
      return
    }
    const wasDelivered = this.isDelivered
    this.stopWaiting()
    this.#options.onResumed?.()
    this.#demand(this.exchange.resume(channel, peer))
    if (wasDelivered) void this.#sayFarewell()
  }

  #onBreak(reason: BreakReason): void {
    // A host may serve somebody else for the moment.
    if (this.isWaiting && reason === 'busy') this.#wait()
    else this.#giveUp(breakError(reason, countsInWords(this)))
  }

  #hear(handle: () => boolean): void {
    if (!this.hasSpoken) this.#options.source.release()
    this.hasSpoken = true
    this.#demand(handle())
  }

  /** Ends the pipe unless the peer kept to the protocol. */
  #demand(isRight: boolean): void {
    if (!isRight) this.fail(new ChatError('PROTOCOL', { values: this.progress }))
  }

  #deliverIfDone(): void {
    if (this.state !== 'open' || !this.exchange.isDelivered) return
    this.state = 'delivered'
    if (!this.isWaiting) void this.#sayFarewell()
  }

  /**
   * The peer closes the connection when it is done too: that tells us that it has our last receipt. From here on a
   * failing connection loses nothing, and we do not wait for a peer that never closes it.
   */
  async #sayFarewell(): Promise<void> {
    const { farewellMs = FAREWELL_MS } = this.#options
    const channel = this.#channel
    const startedAt = this.#clock.now()
    this.exchange.stop()
    const isHeard = await channel?.close(farewellMs)
    if (this.#channel !== channel) return
    const isLate = this.#clock.now() - startedAt >= farewellMs
    if (this.canResume && !isHeard && !isLate) this.#wait()
    else this.end()
  }

  #break(cause?: unknown): void {
    const error = lostError(cause, countsInWords(this))
    // Not if we closed it ourselves, for what the peer did.
    if (this.canResume && error.code === 'LOST') this.#wait()
    else this.#giveUp(error)
  }

  #wait(): void {
    this.#leaveChannel()
    this.exchange.suspend()
    this.#patience ??= this.#clock.after(this.#resumeMs, () => this.giveUpWaiting())
    this.#options.onBroken?.()
  }

  /** Fails without telling the peer, which is gone or knows. */
  #giveUp(error: ChatError): void {
    if (!this.stop()) return
    this.#leaveChannel()
    this.lose(error)
  }

  protected override stopWaiting(): void {
    this.#patience?.cancel()
    this.#patience = null
  }

  #leaveChannel(): void {
    this.#channel?.leave()
    this.#channel = null
  }

  get #resumeMs(): number {
    return this.#options.resumeMs ?? LIMITS.resumeMs
  }
}
