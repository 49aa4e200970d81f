// The pipe on the client.
import { ChatError } from '../shared/base/errors.ts'
import type { Connection, Path } from '../shared/network/node.ts'
import { watchForPlainHost, watchForSilence } from '../shared/network/peer-kind.ts'
import { meter, type MeterOptions } from '../shared/pipe/meter.ts'
import { Pipe, type PipeOptions } from '../shared/pipe/pipe.ts'
import { PlainPipe } from '../shared/pipe/plain-pipe.ts'
import type { Input } from '../shared/app/input.ts'
import type { Outlet } from '../shared/app/outlet.ts'
import { Sink } from '../shared/pipe/sink.ts'
import { Source } from '../shared/pipe/source.ts'

export interface ClientPipeOptions
  extends
    Omit<PipeOptions, 'connection' | 'source' | 'sink' | 'onOpen'>,
    Omit<MeterOptions, 'path'> {
  /** Null for none (--recv-only). */
  input: Input | null
  output: Outlet
  /** Use plain bytes from the start. */
  isPlain: boolean
  pathOf: (connection: Connection) => Path
}

export class ClientPipe {
  readonly #options: ClientPipeOptions
  readonly #source: Source
  readonly #sink: Sink
  /** The pipe on the latest connection. */
  #pipe: Pipe | PlainPipe | null = null

  constructor(options: ClientPipeOptions) {
    this.#options = options
    this.#source = new Source(options.input)
    this.#sink = new Sink(options.output)
  }

  /**
   * Pipes over a connection, which may not be open yet. Reads no input before the host has opened its end, so that a
   * busy host leaves the input complete for the next connection. Throws the pipe's errors, and PLAIN_HOST for a host
   * that turns out to be plain without --plain.
   */
  async use(connection: Connection, onAdmitted: () => void): Promise<void> {
    const { isPlain, pathOf } = this.#options
    let stopMeter = (): void => {}
    const onOpen = (): void => {
      onAdmitted()
      stopMeter = meter(pipe, { ...this.#options, path: () => pathOf(connection) })
    }
    // A plain host would get the first bytes of a connection that is never used.
    if (isPlain && !(await connection.opened)) return
    const pipe = isPlain ? this.#startPlain(connection) : this.#start(connection, onOpen)
    this.#pipe = pipe
    if (isPlain) onOpen()
    try {
      await pipe.finished
    } finally {
      stopMeter()
    }
  }

  /** Leaves early, as on a signal. */
  async leave(): Promise<void> {
    await this.#pipe?.leave()
  }

  #start(connection: Connection, onOpen: () => void): Pipe {
    const pipe = new Pipe({
      ...this.#ends(connection),
      onOpen: () => {
        stopWatching()
        onOpen()
      }
    })
    const onPlainHost = (): void => pipe.fail(new ChatError('PLAIN_HOST'))
    watchForPlainHost(connection, onPlainHost)
    const stopWatching = watchForSilence(connection, onPlainHost)
    return pipe
  }

  #startPlain(connection: Connection): PlainPipe {
    const { sends } = this.#options.hello
    return new PlainPipe({ ...this.#ends(connection), sends, hasPeerEnded: false })
  }

  #ends(connection: Connection) {
    return { ...this.#options, connection, source: this.#source, sink: this.#sink }
  }
}
