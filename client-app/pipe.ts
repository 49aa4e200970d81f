// The pipe on the client.
import { Deferred } from '../shared/base/deferred.ts'
import { ChatError, codeOf } from '../shared/base/errors.ts'
import { b4a, crypto } from '../shared/base/packages.ts'
import type { Connection } from '../shared/network/node.ts'
import { watchForPlainHost, watchForSilence } from '../shared/network/peer-kind.ts'
import { meter, type MeterOptions } from '../shared/pipe/meter.ts'
import type { PipeOptions } from '../shared/pipe/pipe-options.ts'
import { Pipe } from '../shared/pipe/pipe.ts'
import { PlainPipe } from '../shared/pipe/plain-pipe.ts'
import type { Input } from '../shared/app/input.ts'
import type { Outlet } from '../shared/app/outlet.ts'
import { reportFingerprints } from '../shared/pipe/report-fingerprints.ts'
import { Share } from '../shared/pipe/share.ts'
import { Sink } from '../shared/pipe/sink.ts'
import { Source } from '../shared/pipe/source.ts'
import type { OnAdmitted } from './link/link-state.ts'

export interface ClientPipeOptions
  extends Pick<Required<PipeOptions>, 'hello' | 'onPeerEnd' | 'onIgnored'>, MeterOptions {
  /** Null for none (--recv-only). */
  input: Input | null
  output: Outlet
  /** Use plain bytes from the start. */
  isPlain: boolean
  /** How long the pipe waits for a broken connection to come back; 0 to end with it. */
  resumeMs: number
  /** Whether it tries again when the host is busy. */
  waits: boolean
}

const SESSION_BYTES = 32

export class ClientPipe {
  readonly #options: ClientPipeOptions
  readonly #source: Source
  readonly #sink: Sink
  /** The latest, which outlives its connections once the host has opened its end. */
  #pipe: Pipe | PlainPipe | null = null
  #isAdmitted = false
  /** Of the connection of the moment. */
  #onAdmitted: OnAdmitted = () => {}
  #onBroken: () => void = () => {}
  readonly #outcome = new Deferred()

  /** Settles like the pipe that the host has opened its end of, even while there is no connection. */
  readonly finished = this.#outcome.promise

  constructor(options: ClientPipeOptions) {
    this.#options = options
    this.#source = new Source(options.input)
    this.#sink = new Sink(options.output)
    this.finished.catch(() => {})
  }

  /**
   * Pipes over a connection. The first may not be open yet: reads no input before the host has opened its end, so that
   * a busy host leaves the input complete for the next connection. Throws the pipe's errors, LOST for a connection that
   * another may follow, and PLAIN_HOST for a host that turns out to be plain without --plain.
   */
  async use(connection: Connection, onAdmitted: OnAdmitted): Promise<void> {
    // A plain host would get the first bytes of a connection that is never used.
    if (this.#options.isPlain && !(await connection.opened)) return
    this.#onAdmitted = onAdmitted
    const broken = new Promise<never>((_, reject) => {
      this.#onBroken = () => reject(new ChatError('LOST'))
    })
    if (this.#isAdmitted && this.#pipe instanceof Pipe) this.#pipe.attach(connection)
    else this.#pipe = this.#options.isPlain ? this.#startPlain(connection) : this.#start(connection)
    await Promise.race([this.#pipe?.finished, broken])
  }

  /** Whether all is confirmed and written. Then a host that is gone is no failure: it had nothing left to do. */
  endIfDelivered(): void {
    if (this.#pipe instanceof Pipe && this.#pipe.isDelivered) this.#pipe.giveUpWaiting()
  }

  /** Leaves early, as on a signal. */
  async leave(): Promise<void> {
    await this.#pipe?.leave()
  }

  #start(connection: Connection): Pipe {
    const { hello, resumeMs, onPeerEnd, onIgnored } = this.#options
    const pipe = new Pipe({
      ...this.#ends(),
      hello,
      session: resumeMs > 0 ? b4a.toString(crypto.randomBytes(SESSION_BYTES), 'hex') : null,
      resumeMs,
      onOpen: () => {
        stopWatching()
        this.#admit(pipe)
        this.#onAdmitted(pipe.canResume ? 'replace' : 'none')
      },
      onResumed: () => this.#onAdmitted('replace'),
      onBroken: () => this.#onBroken(),
      onPeerEnd,
      onIgnored
    })
    pipe.attach(connection)
    const onPlainHost = (): void => pipe.fail(new ChatError('PLAIN_HOST'))
    watchForPlainHost(connection, onPlainHost)
    const stopWatching = watchForSilence(connection, onPlainHost)
    return pipe
  }

  #startPlain(connection: Connection): PlainPipe {
    const { hello, onPeerEnd } = this.#options
    const { sends } = hello
    const pipe = new PlainPipe({
      ...this.#ends(),
      connection,
      sends,
      onPeerEnd
    })
    this.#admit(pipe)
    this.#onAdmitted('none')
    return pipe
  }

  #ends(): { source: Source; sink: Share } {
    return { source: this.#source, sink: new Share(this.#sink) }
  }

  /** The host has opened its end: this is the pipe that counts. */
  #admit(pipe: Pipe | PlainPipe): void {
    this.#isAdmitted = true
    const { reporter } = this.#options
    const stopMeter = meter(pipe, this.#options)
    const onDone = (): void => {
      stopMeter()
      reportFingerprints(reporter.report, pipe, null)
      this.#outcome.resolve()
    }
    const onFailed = (error: unknown): void => {
      stopMeter()
      this.#isAdmitted = false
      // Any other fails on a connection, whose user hears of it.
      const isOurs = pipe instanceof Pipe && pipe.canResume
      // Who has said nothing yet gives way to others.
      const comesAgain = this.#options.waits && codeOf(error) === 'BUSY'
      if (isOurs && !comesAgain) this.#outcome.reject(error)
    }
    void pipe.finished.then(onDone, onFailed)
  }
}
