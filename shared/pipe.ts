// stdin → peer → stdout, exact, each direction ending by itself.
import { ChatError, codeOf, inputError } from './errors.ts'
import type { Connection } from './network.ts'
import { Sink } from './sink.ts'

/** Four keep-alives of the peer (HyperDHT's interval is 5 s) must be missed to call it lost. */
const SILENCE_LIMIT_MS = 20_000
const REFUSAL_MS = 1000

export interface PipeOptions {
  connection: Connection
  input: NodeJS.ReadableStream
  output: NodeJS.WritableStream
  /** Called when the peer has ended its direction and ours is still open. */
  onPeerEnd?: () => void
}

export interface PipeResult {
  sentBytes: number
  receivedBytes: number
}

/**
 * Pipes until both directions have ended and every byte is written. Takes over the connection.
 * Throws ChatError LOST, INPUT_FAILED, OUTPUT_CLOSED or OUTPUT_FAILED; the connection is reset
 * then, so that the peer does not take the end for a good one.
 */
export function pipe(options: PipeOptions): Promise<PipeResult> {
  return new Promise((resolve, reject) => {
    new Pipe(options, resolve, reject).start()
  })
}

class Pipe {
  readonly #options: PipeOptions
  readonly #resolve: (result: PipeResult) => void
  readonly #reject: (error: ChatError) => void
  readonly #sink: Sink
  readonly #startedAt = Date.now()
  #sentBytes = 0
  #receivedBytes = 0
  #hasSent = false
  #hasReceived = false

  constructor(
    options: PipeOptions,
    resolve: (result: PipeResult) => void,
    reject: (error: ChatError) => void
  ) {
    this.#options = options
    this.#resolve = resolve
    this.#reject = reject
    this.#sink = new Sink(options.output, (error) => this.#fail(error))
  }

  start(): void {
    this.#receive()
    this.#send()
    // The raw stream, not the connection above it: it closes only when what was handed to it has
    // been acknowledged, and a process that leaves earlier cuts that off.
    const { rawStream } = this.#options.connection
    rawStream.on('error', (cause) => this.#lose(cause))
    rawStream.on('close', () => void this.#finish())
  }

  #send(): void {
    const { connection, input } = this.#options
    input.on('data', (chunk: Uint8Array) => {
      this.#sentBytes += chunk.length
      if (!connection.write(chunk)) input.pause()
    })
    connection.on('drain', () => input.resume())
    input.on('end', () => {
      this.#hasSent = true
      connection.end()
      // With nothing left to send, no missing acknowledgement can show that the peer is gone: from
      // here on only its keep-alives tell.
      if (!this.#hasReceived) connection.setTimeout(SILENCE_LIMIT_MS)
    })
    input.on('error', (cause) => this.#fail(inputError(cause)))
  }

  #receive(): void {
    const { connection, onPeerEnd } = this.#options
    connection.on('data', (chunk) => {
      this.#receivedBytes += chunk.length
      this.#sink.write(chunk)
    })
    connection.on('end', () => {
      this.#hasReceived = true
      connection.setTimeout(0)
      if (!this.#hasSent) onPeerEnd?.()
    })
    connection.on('error', (cause) => this.#lose(cause))
  }

  async #finish(): Promise<void> {
    if (!this.#hasSent || !this.#hasReceived) {
      this.#lose()
      return
    }
    await this.#sink.drained()
    this.#sink.close()
    this.#resolve({ sentBytes: this.#sentBytes, receivedBytes: this.#receivedBytes })
  }

  #lose(cause?: unknown): void {
    if (this.#isRefusal(cause)) {
      this.#fail(new ChatError('REFUSED', { cause }))
      return
    }
    const progress = `, with ${this.#sentBytes} bytes sent and ${this.#receivedBytes} received`
    this.#fail(new ChatError('LOST', { cause, values: { progress } }))
  }

  /** On plain bytes, a host that does not want a client can only reset the connection at once. */
  #isRefusal(cause: unknown): boolean {
    const isFresh = Date.now() - this.#startedAt < REFUSAL_MS
    const isUnused = this.#sentBytes === 0 && this.#receivedBytes === 0
    return isUnused && isFresh && codeOf(cause) === 'ECONNRESET'
  }

  #fail(error: ChatError): void {
    this.#sink.close()
    this.#options.connection.destroy()
    this.#reject(error)
  }
}
