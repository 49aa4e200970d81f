// The pipe as a client runs it.
import { ChatError } from '../shared/base/errors.ts'
import type { Connection } from '../shared/network/node.ts'
import { watchForPlainHost, watchForSilence } from '../shared/network/peer-kind.ts'
import { meter, type MeterOptions } from '../shared/pipe/meter.ts'
import { Pipe, type PipeOptions } from '../shared/pipe/pipe.ts'
import { PlainPipe } from '../shared/pipe/plain-pipe.ts'
import { Sink } from '../shared/pipe/sink.ts'
import { Source } from '../shared/pipe/source.ts'

export interface ClientPipeOptions
  extends Omit<PipeOptions, 'connection' | 'source' | 'sink'>, MeterOptions {
  /** Null for none (--recv-only). */
  input: NodeJS.ReadableStream | null
  output: NodeJS.WritableStream
  /** Speak plain bytes from the start. */
  isPlain: boolean
}

export class ClientPipe {
  readonly #options: ClientPipeOptions
  readonly #source: Source
  readonly #sink: Sink
  /** On the connection dialled last. */
  #pipe: Pipe | PlainPipe | null = null

  constructor(options: ClientPipeOptions) {
    this.#options = options
    this.#source = new Source(options.input)
    this.#sink = new Sink(options.output)
  }

  /**
   * Opens the pipe's channel on a connection that is not open yet, so that it travels with the first
   * packet. No byte of the input is read before the host has opened its end.
   */
  dial(connection: Connection): void {
    if (this.#options.isPlain) return
    const pipe = new Pipe({ ...this.#ends(connection), onOpen: () => stopWatching() })
    // A connection that fails before it is open is tried again, and reported by whoever dials.
    pipe.finished.catch(() => {})
    const onPlainHost = (): void => pipe.fail(new ChatError('PLAIN_HOST'))
    watchForPlainHost(connection, onPlainHost)
    const stopWatching = watchForSilence(connection, onPlainHost)
    this.#pipe = pipe
  }

  /**
   * Pipes over the connection dialled last, which is open now, and reports the progress. Throws what a
   * pipe throws, and PLAIN_HOST for a host that turns out to be plain, unasked.
   */
  async run(connection: Connection): Promise<void> {
    const { sends } = this.#options.hello
    const pipe = (this.#pipe ??= new PlainPipe({
      ...this.#ends(connection),
      sends,
      hasPeerEnded: false
    }))
    const stop = meter(pipe, this.#options)
    try {
      await pipe.finished
    } finally {
      stop()
    }
  }

  /** Leaves before the end, as somebody who was told to go. */
  async leave(): Promise<void> {
    await this.#pipe?.leave()
  }

  #ends(connection: Connection) {
    return { ...this.#options, connection, source: this.#source, sink: this.#sink }
  }
}
