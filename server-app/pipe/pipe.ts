// The pipe on the host: serves one peer at a time and refuses others. A host that stays open and only receives serves
// many at once, for instance the logs of several machines.
import { EXIT } from '../../shared/base/error-table.ts'
import { Deferred } from '../../shared/base/deferred.ts'
import { ChatError, toChatError } from '../../shared/base/errors.ts'
import { guard } from '../../shared/network/guard.ts'
import { TRAFFIC } from '../../shared/network/traffic.ts'
import { greet, speakAtOnce, UNGREETED } from '../../shared/network/peer-kind.ts'
import type { Greeting, WaitToSpeak } from '../../shared/network/peer-kind.ts'
import type { Connection } from '../../shared/network/node.ts'
import type { ShownPath } from '../../shared/app/shown-path.ts'
import { meter } from '../../shared/pipe/meter.ts'
import { Pipe } from '../../shared/pipe/pipe.ts'
import { PlainPipe } from '../../shared/pipe/plain-pipe.ts'
import { keyOf, shortKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { LineMerger } from '../../shared/pipe/line-merger.ts'
import { reportFingerprints } from '../../shared/pipe/report-fingerprints.ts'
import { Share } from '../../shared/pipe/share.ts'
import { Sink, type ByteSink } from '../../shared/pipe/sink.ts'
import { Source } from '../../shared/pipe/source.ts'
import { PIPE_PROTOCOL, readPipeHello, type PipeHello } from '../../shared/pipe/messages.ts'
import type { PipeHostOptions } from './pipe-host-options.ts'
import { refusePeer, type PipeRefusal } from './pipe-refusal.ts'
import { PeerPaths } from '../relays/peer-paths.ts'
import { PipeSeats } from './pipe-seats.ts'
import { PipeSessions } from './pipe-sessions.ts'
import { Refusals } from '../access/refusals.ts'
import type { Settle } from '../../shared/network/listener.ts'

export class PipeHost {
  readonly #options: PipeHostOptions
  readonly #source: Source
  /** The destination of a peer's bytes. */
  readonly #openSink: () => ByteSink
  readonly #mostPeers: number
  readonly #seats: PipeSeats<Pipe | PlainPipe>
  readonly #sessions = new PipeSessions<Pipe>()
  readonly #refusals: Refusals
  readonly #paths: PeerPaths<Pipe | PlainPipe>
  readonly #outcome = new Deferred()

  /** Resolves when the peer has been served; never with `keepsOpen`. Rejects with the pipe's error. */
  readonly finished = this.#outcome.promise

  constructor(options: PipeHostOptions) {
    this.#options = options
    const { node, relays: own = [], reporter } = options
    this.#refusals = new Refusals(reporter.report)
    this.#paths = new PeerPaths({ node, names: { own }, report: reporter.report })
    this.#source = new Source(options.input)
    const { output } = options
    const takesMany = options.keepsOpen && !options.hello.sends
    this.#mostPeers = takesMany ? LIMITS.senders : 1
    this.#seats = new PipeSeats({
      most: this.#mostPeers,
      giveWay: (pipe) => {
        pipe.fail(new ChatError('BUSY'))
        this.#source.restore()
      }
    })
    const shared = takesMany ? new LineMerger(output) : new Sink(output)
    this.#openSink = () => (shared instanceof LineMerger ? shared.open() : new Share(shared))
    options.listener.serve((connection, settle) => void this.#admit(connection, settle))
  }

  /** Ends the current pipes early. */
  async leave(): Promise<void> {
    await Promise.all(this.#seats.close().map((pipe) => pipe.leave()))
  }

  /** Several peers may be connecting: the first whose protocol is known is served. */
  async #admit(connection: Connection, settle: Settle): Promise<void> {
    // Who is only told that it is too late has nothing long to say.
    if (this.#seats.isFull) guard(connection, TRAFFIC.plainMember)
    const greeting = this.#options.isPlain ? UNGREETED : await greet(connection, this.#waitToSpeak)
    if (greeting === null) return
    if ((greeting.protocol ?? PIPE_PROTOCOL) !== PIPE_PROTOCOL) {
      await this.#refuse(connection, greeting, 'is-pipe')
      return
    }
    const hello = readPipeHello(greeting.hello)
    const { remotePublicKey } = connection
    const known = hello.session && this.#sessions.find(keyOf(remotePublicKey), hello.session)
    const mayEnter = settle() && !(greeting.sign === 'silence' && this.#seats.isFull)
    const no = hello.resumes && !this.#seats.isFull ? 'forgotten' : 'busy'
    if (mayEnter && known) await this.#goOn(known, connection, greeting)
    else if (mayEnter && !hello.resumes) await this.#seat(connection, greeting, hello)
    else await this.#refuse(connection, greeting, no)
  }

  /** A host with nothing to send can wait for the peer's first bytes as long as necessary. */
  readonly #waitToSpeak: WaitToSpeak = (onReady) => {
    if (this.#seats.isFull) return speakAtOnce(onReady)
    if (!this.#options.hello.sends) return () => {}
    return this.#source.whenReady(() => {
      if (!this.#source.isEmpty) onReady()
    })
  }

  async #seat(connection: Connection, greeting: Greeting, hello: PipeHello): Promise<void> {
    const pipe = await this.#seats.take(() => this.#open(connection, greeting, hello))
    if (pipe) await this.#serve(pipe, connection)
    else await this.#refuse(connection, greeting, 'busy')
  }

  /** The peer of a pipe is back, maybe before we have noticed that it was gone. */
  async #goOn(pipe: Pipe, connection: Connection, greeting: Greeting): Promise<void> {
    const isStillHere = (): Pipe | null => (this.#sessions.isWaiting(pipe) ? pipe : null)
    const isSeated = this.#seats.has(pipe) || (await this.#seats.take(isStillHere)) !== null
    if (!isSeated) return this.#refuse(connection, greeting, 'busy')
    this.#sessions.goOn(pipe)
    pipe.attach(connection)
    this.#paths.follow(pipe, connection)
  }

  #open(connection: Connection, { protocol }: Greeting, { session }: PipeHello): Pipe | PlainPipe {
    const { hello, resumeMs, onPeerEnd, onIgnored, reporter } = this.#options
    const ends = { source: this.#source, sink: this.#openSink(), onPeerEnd, onIgnored }
    if (protocol === null) return new PlainPipe({ ...ends, connection, sends: hello.sends })
    const key = keyOf(connection.remotePublicKey)
    const peer = shortKey(key)
    const pipe = new Pipe({
      ...ends,
      hello,
      session: resumeMs > 0 ? session : null,
      resumeMs,
      onBroken: () => this.#onBroken(pipe, peer),
      onResumed: () => reporter.report({ event: 'resumed', peer })
    })
    if (session !== null && resumeMs > 0) this.#sessions.add(pipe, key, session)
    pipe.attach(connection)
    return pipe
  }

  #onBroken(pipe: Pipe, peer: string): void {
    const { keepsOpen, resumeMs, reporter } = this.#options
    if (!pipe.isDelivered) reporter.report({ event: 'broken', peer, seconds: resumeMs / 1000 })
    // Who has said nothing gives way to others in any case.
    if (!keepsOpen || !pipe.hasSpoken) return
    this.#seats.delete(pipe)
    this.#sessions.wait(pipe)
  }

  async #serve(pipe: Pipe | PlainPipe, first: Connection): Promise<void> {
    const { keepsOpen, reporter } = this.#options
    const peer = shortKey(keyOf(first.remotePublicKey))
    this.#paths.follow(pipe, first)
    const path = (): ShownPath => this.#paths.of(pipe)
    reporter.report({ event: 'connected', peer, isPlain: pipe instanceof PlainPipe, ...path() })
    const one: { peer?: string } = this.#mostPeers > 1 ? { peer } : {}
    const stop = meter(pipe, { ...this.#options, path, ...one })
    try {
      await pipe.finished
      stop()
      reportFingerprints(reporter.report, pipe, one.peer ?? null)
      this.#forget(pipe)
      if (!keepsOpen) this.#outcome.resolve()
    } catch (error) {
      stop()
      this.#onFailure(pipe, peer, toChatError(error))
    }
  }

  #onFailure(pipe: Pipe | PlainPipe, peer: string, error: ChatError): void {
    const { keepsOpen, reporter } = this.#options
    const gaveWay = !this.#forget(pipe)
    // After a failure of our own input or output no other peer can be served.
    const isOurs = ['INPUT_FAILED', 'OUTPUT_CLOSED', 'OUTPUT_FAILED'].includes(error.code)
    // Anybody can come and vanish without a word: who is to be served may still come.
    const isLostSilently = !pipe.hasSpoken && error.exitCode === EXIT.LOST
    if (gaveWay) {
      this.#refusals.tell(peer, 'it says nothing, and another came')
    } else if (isOurs || error.exitCode === EXIT.UNEXPECTED || !(keepsOpen || isLostSilently)) {
      this.#outcome.reject(error)
    } else {
      if (isLostSilently) this.#source.restore()
      reporter.report({ event: 'lost', peer, reason: error.message })
    }
  }

  /** False when the pipe had given way before. */
  #forget(pipe: Pipe | PlainPipe): boolean {
    if (pipe instanceof Pipe) this.#sessions.delete(pipe)
    return this.#seats.delete(pipe) || pipe.hasSpoken
  }

  #refuse(connection: Connection, { protocol }: Greeting, reason: PipeRefusal): Promise<void> {
    const takesMany = this.#mostPeers > 1
    return refusePeer(connection, { protocol, reason, takesMany, refusals: this.#refusals })
  }
}
