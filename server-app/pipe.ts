// The pipe on the host: serves one peer at a time and refuses others. A host that stays open and only receives serves
// many at once, for instance the logs of several machines.
import { refuse } from '../shared/network/channel.ts'
import { EXIT } from '../shared/base/error-table.ts'
import { toChatError, type ChatError } from '../shared/base/errors.ts'
import { guard } from '../shared/network/guard.ts'
import { TRAFFIC } from '../shared/network/traffic.ts'
import { greet, speakAtOnce, type Greeting, type WaitToSpeak } from '../shared/network/peer-kind.ts'
import { closeGently, type Connection, type Path } from '../shared/network/node.ts'
import { meter, type MeterOptions } from '../shared/pipe/meter.ts'
import { Pipe } from '../shared/pipe/pipe.ts'
import { PlainPipe } from '../shared/pipe/plain-pipe.ts'
import type { Input } from '../shared/app/input.ts'
import type { Outlet } from '../shared/app/outlet.ts'
import { LIMITS } from '../shared/base/limits.ts'
import { LineMerger } from '../shared/pipe/line-merger.ts'
import { Sink, type ByteSink } from '../shared/pipe/sink.ts'
import { Source } from '../shared/pipe/source.ts'
import { PIPE_PROTOCOL, type PipeHello } from '../shared/pipe/messages.ts'
import { Refusals } from './refusals.ts'
import { shortKey } from '../shared/identity/public-key.ts'
import type { Listener, Settle } from '../shared/network/listener.ts'

export interface PipeHostOptions extends Omit<MeterOptions, 'path'> {
  listener: Pick<Listener, 'serve'>
  /** Null for none (--recv-only). */
  input: Input | null
  output: Outlet
  hello: PipeHello
  pathOf: (connection: Connection) => Path
  /** Treat every peer as a plain one. */
  isPlain: boolean
  /** Keep serving peers, one after another, or many at once if they only send, even if one of them fails. */
  keepsOpen: boolean
  /** Called when the peer has ended its direction and our input has not. */
  onPeerEnd: () => void
  /** Called when the peer accepts no data, so our input, which has been empty so far, is not read further. */
  onIgnored: () => void
}

export class PipeHost {
  readonly #options: PipeHostOptions
  readonly #source: Source
  /** The destination of a peer's bytes. */
  readonly #openSink: () => ByteSink
  readonly #mostPeers: number
  readonly #pipes = new Set<Pipe | PlainPipe>()
  readonly #refusals: Refusals
  #resolve: () => void = () => {}
  #reject: (error: ChatError) => void = () => {}

  /** Resolves when the peer has been served; never with `keepsOpen`. Rejects with the pipe's error. */
  readonly finished = new Promise<void>((resolve, reject) => {
    this.#resolve = resolve
    this.#reject = reject
  })

  constructor(options: PipeHostOptions) {
    this.#options = options
    this.#refusals = new Refusals(options.reporter.report)
    this.#source = new Source(options.input)
    const { output } = options
    const takesMany = options.keepsOpen && !options.hello.sends
    this.#mostPeers = takesMany ? LIMITS.senders : 1
    const shared = takesMany ? new LineMerger(output) : new Sink(output)
    this.#openSink = () => (shared instanceof LineMerger ? shared.open() : shared)
    options.listener.serve((connection, settle) => void this.#admit(connection, settle))
  }

  /** Ends the current pipes early. */
  async leave(): Promise<void> {
    await Promise.all([...this.#pipes].map((pipe) => pipe.leave()))
  }

  get #isBusy(): boolean {
    return this.#pipes.size >= this.#mostPeers
  }

  /** Several peers may be connecting: the first whose protocol is known is served. */
  async #admit(connection: Connection, settle: Settle): Promise<void> {
    const { isPlain, keepsOpen } = this.#options
    // Who is only told that it is too late has nothing long to say.
    if (this.#isBusy) guard(connection, TRAFFIC.plainMember)
    const greeting = isPlain
      ? { protocol: null, hasEnded: false }
      : await greet(connection, this.#waitToSpeak)
    if (greeting === null) return
    if ((greeting.protocol ?? PIPE_PROTOCOL) !== PIPE_PROTOCOL) {
      await this.#refuse(connection, greeting, 'is-pipe')
    } else if (this.#isBusy || !settle()) {
      await this.#refuse(connection, greeting, 'busy')
    } else {
      try {
        await this.#serve(connection, greeting)
        if (!keepsOpen) this.#resolve()
      } catch (error) {
        this.#onFailure(connection, toChatError(error))
      }
    }
  }

  /** A host with nothing to send can wait for the peer's first bytes as long as necessary. */
  readonly #waitToSpeak: WaitToSpeak = (onReady) => {
    if (this.#isBusy) return speakAtOnce(onReady)
    return this.#options.hello.sends ? this.#source.whenReady(onReady) : () => {}
  }

  async #serve(connection: Connection, { protocol, hasEnded }: Greeting): Promise<void> {
    const { hello, reporter, onPeerEnd, onIgnored } = this.#options
    const peer = shortKey(connection.remotePublicKey)
    const ends = {
      connection,
      source: this.#source,
      sink: this.#openSink(),
      onPeerEnd,
      onIgnored
    }
    const pipe =
      protocol === null
        ? new PlainPipe({ ...ends, sends: hello.sends, hasPeerEnded: hasEnded })
        : new Pipe({ ...ends, hello })
    this.#pipes.add(pipe)
    reporter.report({ event: 'connected', peer, isPlain: protocol === null })
    const path = (): Path => this.#options.pathOf(connection)
    const one = this.#mostPeers > 1 ? { peer } : {}
    const stop = meter(pipe, { ...this.#options, path, ...one })
    try {
      await pipe.finished
    } finally {
      stop()
      this.#pipes.delete(pipe)
    }
  }

  #onFailure(connection: Connection, error: ChatError): void {
    const { keepsOpen, reporter } = this.#options
    // After a failure of our own input or output no other peer can be served.
    const isOurs = ['INPUT_FAILED', 'OUTPUT_CLOSED', 'OUTPUT_FAILED'].includes(error.code)
    if (!keepsOpen || isOurs || error.exitCode === EXIT.UNEXPECTED) {
      this.#reject(error)
      return
    }
    const peer = shortKey(connection.remotePublicKey)
    reporter.report({ event: 'lost', peer, reason: error.message })
  }

  async #refuse(
    connection: Connection,
    { protocol }: Greeting,
    reason: 'busy' | 'is-pipe'
  ): Promise<void> {
    const busy =
      this.#mostPeers === 1 ? 'a pipe has one peer at a time' : 'there are too many peers'
    const why = reason === 'busy' ? busy : 'it joined to chat'
    const peer = shortKey(connection.remotePublicKey)
    this.#refusals.tell(peer, why)
    // A plain peer would take a regular end for the end of our data.
    if (protocol === null) {
      connection.destroy()
      return
    }
    refuse(connection, protocol, reason)
    await closeGently(connection)
  }
}
