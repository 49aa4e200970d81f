// The pipe between two of our apps: stdin → peer → stdout. Every byte arrives, each direction ends by itself, and the
// pipe is done only when the other side has confirmed that every byte is written.
import { breakError, lostError, reasonToBreak } from '../network/foreign-errors.ts'
import { ChatError } from '../base/errors.ts'
import { closeGently, type Connection } from '../network/node.ts'
import type { PipeHello } from './messages.ts'
import { PipeMessages } from './channel.ts'
import { countsInWords } from './progress.ts'
import { Receiver } from './receiver.ts'
import { Sender } from './sender.ts'
import type { ByteSink } from './sink.ts'
import type { Source } from './source.ts'

export interface PipeOptions {
  connection: Connection
  source: Source
  sink: ByteSink
  /** sends: false with --recv-only. receives: false with --send-only. */
  hello: PipeHello
  /** The peer has opened its end: bytes can flow. */
  onOpen?: () => void
  /** The peer has sent its last byte, and our source has not ended. */
  onPeerEnd?: () => void
  /** The peer accepts no data, so our source, which has been empty so far, is not read further. */
  onIgnored?: () => void
  /** How long the peer may take to close the connection when everything is done. */
  farewellMs?: number
}

/** Long enough for a slow path to resend what it lost. */
const FAREWELL_MS = 10_000

/** Byte counts of a pipe. */
export interface PipeCounts {
  readonly sentBytes: number
  /** Sent bytes that the peer has confirmed as written; null when it sends no receipts. */
  readonly confirmedBytes: number | null
  readonly receivedBytes: number
}

export class Pipe implements PipeCounts {
  /** Whether the peer has sent or confirmed anything. */
  hasSpoken = false
  readonly #options: PipeOptions
  readonly #messages: PipeMessages
  readonly #sender: Sender
  readonly #receiver: Receiver
  #state: 'opening' | 'open' | 'done' | 'failed' = 'opening'
  #resolve: () => void = () => {}
  #reject: (error: ChatError) => void = () => {}

  /**
   * Resolves when our bytes are receipted and the peer's are written. Rejects with ChatError LOST, PROTOCOL,
   * INPUT_FAILED, OUTPUT_CLOSED, OUTPUT_FAILED, PLAIN_HOST, or the peer's own reason: BUSY, HOST_IS_CHAT, PEER_LEFT
   * and so on.
   */
  readonly finished = new Promise<void>((resolve, reject) => {
    this.#resolve = resolve
    this.#reject = reject
  })

  constructor(options: PipeOptions) {
    this.#options = options
    const { connection, source, sink, hello } = options
    const onFailed = (error: ChatError): void => this.fail(error)
    const onProgress = (): void => this.#finishIfDone()
    connection.on('error', (cause) => this.#lose(cause))
    connection.on('close', () => this.#lose())
    this.#messages = new PipeMessages(connection, hello, {
      onOpen: (peer) => this.#onOpen(peer),
      onData: (chunk) => this.#onData(chunk),
      onEnd: (bytes) => this.#onEnd(bytes),
      onReceipt: (bytes) => this.#hear() && this.#demand(this.#sender.confirm(bytes)),
      onNonsense: () => this.#demand(false),
      onBreak: (reason) => this.#giveUp(breakError(reason, countsInWords(this))),
      onClose: () => this.#onChannelClose(),
      onDrain: () => this.#sender.drained()
    })
    this.#sender = new Sender({
      source,
      sendData: (chunk) => this.#messages.data(chunk),
      sendEnd: (bytes) => this.#messages.end(bytes),
      onFailed,
      onProgress,
      onIgnored: () => options.onIgnored?.()
    })
    this.#receiver = new Receiver({
      sink,
      sendReceipt: (bytes) => this.#messages.receipt(bytes),
      onFailed,
      onProgress
    })
    if (this.#messages.isGone) this.#lose()
  }

  get sentBytes(): number {
    return this.#sender.sentBytes
  }

  get confirmedBytes(): number {
    return this.#sender.confirmedBytes
  }

  get receivedBytes(): number {
    return this.#receiver.receivedBytes
  }

  /** Fails, and tells the peer why if the wire has a word for it. */
  fail(error: ChatError): void {
    if (!this.#stop('failed')) return
    const reason = reasonToBreak(error.code)
    if (reason !== null) this.#messages.breakOff(reason)
    void closeGently(this.#options.connection).then(() => this.#reject(error))
  }

  /** Leaves early, as on a signal. */
  async leave(): Promise<void> {
    if (this.#stop('failed')) this.#messages.breakOff('left')
    await closeGently(this.#options.connection)
  }

  #onOpen(peer: PipeHello): void {
    if (this.#isOver()) return
    const { hello, onOpen } = this.#options
    this.#state = 'open'
    onOpen?.()
    if (!hello.receives && !peer.receives) this.fail(new ChatError('PEER_TAKES_NO_DATA'))
    else if (!hello.sends && !peer.sends) this.fail(new ChatError('NOBODY_SENDS'))
    else if (!hello.sends) this.#sender.end()
    else if (peer.receives) this.#sender.start()
    else void this.#sender.startInVain()
  }

  #onData(chunk: Uint8Array): void {
    if (!this.#hear()) return
    this.#demand(this.#options.hello.receives && this.#receiver.write(chunk))
  }

  #onEnd(bytes: number): void {
    if (!this.#hear()) return
    this.#demand(this.#receiver.end(bytes))
    if (this.#isOver()) return
    this.#sender.onPeerEnd()
    if (!this.#sender.hasEnded) this.#options.onPeerEnd?.()
  }

  /** False when it no longer matters what the peer says. */
  #hear(): boolean {
    if (this.#isOver()) return false
    if (!this.hasSpoken) this.#options.source.release()
    return (this.hasSpoken = true)
  }

  /** Ends the pipe unless the peer kept to the protocol. */
  #demand(isRight: boolean): void {
    if (!isRight)
      this.fail(new ChatError('PROTOCOL', { values: { progress: countsInWords(this) } }))
  }

  /** The peer does not know the protocol, or the connection is closing. */
  #onChannelClose(): void {
    const { destroying } = this.#options.connection
    if (this.#state === 'opening' && !destroying) this.#giveUp(new ChatError('NO_PIPE'))
    else this.#lose()
  }

  #finishIfDone(): void {
    if (!this.#sender.isConfirmed || !this.#receiver.isReceipted || !this.#stop('done')) return
    // The peer closes the connection when it is done too: that tells us it has our last receipt. From here on a
    // failing connection loses nothing, and we do not wait for a peer that never closes it.
    const { connection, farewellMs = FAREWELL_MS } = this.#options
    void closeGently(connection, { limitMs: farewellMs }).then(this.#resolve)
  }

  #lose(cause?: unknown): void {
    this.#giveUp(lostError(cause, countsInWords(this)))
  }

  /** Fails without telling the peer, which is gone or knows. */
  #giveUp(error: ChatError): void {
    if (!this.#stop('failed')) return
    this.#options.connection.destroy()
    this.#reject(error)
  }

  /** Enters a final state; false when already in one. */
  #stop(state: 'done' | 'failed'): boolean {
    if (this.#isOver()) return false
    this.#state = state
    this.#sender.stop()
    this.#receiver.stop()
    return true
  }

  #isOver(): boolean {
    return this.#state === 'done' || this.#state === 'failed'
  }
}
