// The pipe with a plain peer: raw bytes, exact but without receipts.
import { monotonicMs } from '../base/clock.ts'
import { Deferred } from '../base/deferred.ts'
import { ChatError, codeOf } from '../base/errors.ts'
import { lostError } from '../network/foreign-errors.ts'
import { guard } from '../network/guard.ts'
import { markIrreplaceable } from '../network/heartbeats.ts'
import { closeGently, type Connection } from '../network/node.ts'
import { TRAFFIC } from '../network/traffic.ts'
import type { Fingerprints, PipeCounts } from './pipe-options.ts'
import { countsInWords } from './progress.ts'
import type { ByteSink } from './sink.ts'
import type { Source } from './source.ts'
import { Tally } from './tally.ts'

const REFUSAL_MS = 1000

export interface PlainPipeOptions {
  connection: Connection
  source: Source
  sink: ByteSink
  sends: boolean
  /** The peer has ended its direction, and our source has not. */
  onPeerEnd?: () => void
}

export class PlainPipe implements PipeCounts {
  /** Whether the peer has sent or acknowledged anything. */
  hasSpoken = false
  readonly #sent = new Tally()
  readonly #received = new Tally()
  /** A plain peer sends no receipts. */
  readonly confirmedBytes = null
  readonly #options: PlainPipeOptions
  readonly #startedAt = monotonicMs()
  #isWatched = false
  #hasSent = false
  #hasReceived: boolean
  #isClosed = false
  #isOver = false
  readonly #outcome = new Deferred()

  /**
   * Resolves when both directions have ended, ours is acknowledged and the peer's is written. Rejects with ChatError
   * LOST, REFUSED, INPUT_FAILED, OUTPUT_CLOSED or OUTPUT_FAILED; the connection is then reset, so that the peer cannot
   * take the end for a regular one.
   */
  readonly finished = this.#outcome.promise

  constructor(options: PlainPipeOptions) {
    this.#options = options
    const { connection, sink } = options
    const { hasPeerEnded } = guard(connection, TRAFFIC.plainPipe)
    this.#hasReceived = this.hasSpoken = hasPeerEnded
    markIrreplaceable(connection)
    sink.attach({
      onWritten: () => this.#finishIfDone(),
      onFailed: (error) => this.fail(error)
    })
    connection.on('error', (cause) => this.#lose(cause))
    // The raw stream, not the connection above it: it closes only once everything written to it is acknowledged, and a
    // process that exits earlier loses the rest.
    connection.rawStream.on('error', (cause) => this.#lose(cause))
    connection.rawStream.on('close', () => {
      this.#isClosed = true
      if (!this.#hasSent || !this.#hasReceived) this.#lose()
      this.#finishIfDone()
    })
    if (connection.rawStream.destroyed) {
      this.#lose()
      return
    }
    this.#receive()
    this.#send()
  }

  get connection(): Connection {
    return this.#options.connection
  }

  get sentBytes(): number {
    return this.#sent.bytes
  }

  get receivedBytes(): number {
    return this.#received.bytes
  }

  get fingerprints(): Fingerprints {
    return { sent: this.#sent.fingerprint, received: this.#received.fingerprint }
  }

  fail(error: ChatError): void {
    if (this.#isOver) return
    this.#stop()
    this.#options.connection.destroy()
    this.#outcome.reject(error)
  }

  /** Leaves early. By a reset, because an end would look like a regular one. */
  async leave(): Promise<void> {
    this.#stop()
    this.#options.connection.destroy()
    await closeGently(this.#options.connection)
  }

  #send(): void {
    const { connection, source, sends } = this.#options
    connection.on('drain', () => source.resume())
    if (!sends) {
      this.#endOurs()
      return
    }
    source.attach({
      onData: (chunk) => {
        this.#sent.add(chunk)
        if (!connection.write(chunk)) source.pause()
        if (!this.#isWatched) this.#watchForReceipt()
      },
      onEnd: () => this.#endOurs(),
      onFailed: (error) => this.fail(error)
    })
    if (this.#hasReceived) this.#onPeerEnd()
  }

  #onPeerEnd(): void {
    const { source, onPeerEnd } = this.#options
    if (this.#hasSent) return
    // A terminal where nobody types has no end to wait for.
    if (source.isUntouchedTerminal) this.#endOurs()
    else onPeerEnd?.()
  }

  #endOurs(): void {
    const { connection, source } = this.#options
    source.detach()
    this.#hasSent = true
    connection.end()
  }

  #receive(): void {
    const { connection, sink } = this.#options
    connection.on('data', (chunk) => {
      this.#received.add(chunk)
      this.#hear()
      sink.write(chunk)
    })
    connection.on('end', () => {
      this.#hear()
      this.#hasReceived = true
      sink.finish()
      this.#onPeerEnd()
    })
  }

  /** Its machine acknowledges what arrives there, which is all that a silent reader ever does. */
  #watchForReceipt(): void {
    this.#isWatched = true
    void this.#options.connection.flush().then((isTaken) => {
      if (isTaken) this.#hear()
    })
  }

  #hear(): void {
    if (this.hasSpoken || this.#isOver) return
    this.hasSpoken = true
    this.#options.source.release()
  }

  #finishIfDone(): void {
    if (this.#isOver || !this.#isClosed || !this.#options.sink.isDrained) return
    this.#stop()
    this.#outcome.resolve()
  }

  #lose(cause?: unknown): void {
    if (this.#isRefusal(cause)) {
      this.fail(new ChatError('REFUSED', { cause }))
      return
    }
    this.fail(lostError(cause, countsInWords(this)))
  }

  /** With plain bytes, a host can only refuse a client by a reset at once. */
  #isRefusal(cause: unknown): boolean {
    const isFresh = monotonicMs() - this.#startedAt < REFUSAL_MS
    const isUnused = this.sentBytes === 0 && this.receivedBytes === 0
    return isUnused && isFresh && codeOf(cause) === 'ECONNRESET'
  }

  #stop(): void {
    this.#isOver = true
    this.#options.source.detach()
    this.#options.sink.detach()
  }
}
