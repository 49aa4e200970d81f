// A blind relay: carries the encrypted bytes of two peers who both know a token, and cannot read them. Limits how many
// it carries, and how fast.
import { monotonicMs, Timer } from '../base/clock.ts'
import { LIMITS } from '../base/limits.ts'
import { b4a, blindRelay } from '../base/packages.ts'
import { TokenBucket } from '../base/token-bucket.ts'
import { multiplexer } from '../network/multiplexer.ts'
import type { Listener } from '../network/listener.ts'
import { closeGently, type Connection, type Node } from '../network/node.ts'
import { RELAY_PROTOCOL } from '../network/relay-connection.ts'

const TICK_MS = 1000

export interface CarrierOptions {
  node: Pick<Node, 'createRawStream'>
  /** What it carries in all, sustained; Infinity for no limit. */
  bytesPerSecond: number
  /** How many pairs of peers it carries at a time. */
  mostPairs?: number
  /** Called once a second while it carries, and when that ends. */
  onLoad?: (load: Load) => void
}

export interface Load {
  /** Pairs of peers. */
  pairs: number
  bytesPerSecond: number
}

type Session = ReturnType<InstanceType<typeof blindRelay.Server>['accept']>

/** One peer's end of a pair. */
interface End {
  connection: Connection
  stream: { readonly bytesReceived: number; destroy(): void }
  /** Of these, how many were counted. */
  counted: number
}

export class Carrier {
  readonly #options: Required<CarrierOptions>
  readonly #server
  readonly #sessions = new Map<Session, Connection>()
  readonly #ends = new Set<End>()
  readonly #budget: TokenBucket
  #tick: Timer | null = null

  constructor(options: CarrierOptions) {
    this.#options = { mostPairs: LIMITS.relayedPairs, onLoad: () => {}, ...options }
    const { bytesPerSecond, node } = options
    const rate = { perSecond: bytesPerSecond, burst: bytesPerSecond * LIMITS.relayBurstS }
    this.#budget = new TokenBucket(rate, monotonicMs())
    this.#server = new blindRelay.Server({
      createStream: (stream) => node.createRawStream({ ...stream, framed: true })
    })
  }

  /** Serves everybody whom the listener lets in. */
  serve(listener: Pick<Listener, 'serve'>): void {
    listener.serve((connection, settle) => {
      if (settle()) this.#accept(connection)
      else void closeGently(connection)
    })
  }

  /** Lets everybody go, which they notice at once. */
  close(): void {
    this.#tick?.cancel()
    for (const connection of this.#sessions.values()) connection.destroy()
  }

  /** A peer who may meet others here. */
  #accept(connection: Connection): void {
    const id = connection.remotePublicKey
    multiplexer(connection, RELAY_PROTOCOL, id)
    const session = this.#server.accept(connection, { id })
    this.#sessions.set(session, connection)
    session.on('error', () => {})
    session.on('pair', (_isInitiator, _token, stream) =>
      this.#add({ connection, stream, counted: 0 })
    )
    connection.on('close', () => this.#sessions.delete(session))
    this.#run()
  }

  #add(end: End & { stream: { on(event: 'close', listener: () => void): unknown } }): void {
    const own = [...this.#ends].filter(({ connection }) =>
      b4a.equals(connection.remotePublicKey, end.connection.remotePublicKey)
    )
    const isTooMany =
      this.#ends.size >= 2 * this.#options.mostPairs || own.length >= LIMITS.relayedPairsOfPeer
    // Nothing gets through, which both ends notice as they notice any silence.
    if (isTooMany) return end.stream.destroy()
    this.#ends.add(end)
    end.stream.on('close', () => {
      this.#count(end)
      this.#ends.delete(end)
    })
  }

  /** Looks at what nothing announces: bytes carried, and meetings asked for in vain. */
  #run(): void {
    this.#tick ??= new Timer(TICK_MS, () => {
      this.#tick = null
      for (const [session, connection] of this.#sessions)
        if (session._pairing.size > LIMITS.relayMeetings) connection.destroy()
      this.#measure()
      if (this.#sessions.size > 0) this.#run()
    })
  }

  #measure(): void {
    const counts = [...this.#ends].map((end) => ({ end, bytes: this.#count(end) }))
    const bytes = counts.reduce((sum, count) => sum + count.bytes, 0)
    this.#options.onLoad({ pairs: Math.ceil(this.#ends.size / 2), bytesPerSecond: bytes })
    if (this.#budget.debtMs(monotonicMs()) === 0) return
    // Ends notice the end of the connection to their relay, not that of a stream there, and look for another path.
    const heaviest = counts.sort((one, other) => other.bytes - one.bytes)[0]
    heaviest?.end.connection.destroy()
  }

  #count(end: End): number {
    const bytes = end.stream.bytesReceived - end.counted
    end.counted += bytes
    this.#budget.spend(bytes, monotonicMs())
    return bytes
  }
}
