// A blind relay: carries the encrypted bytes of two peers who both know a token, and cannot read them. Limits how many
// it carries, and how fast. Relies on `_pairing` of blind-relay's sessions, which is not public: nothing else tells how many
// meetings a peer asks for in vain. test/shared/relay/carrier.test.ts fails when an update changes it.
import { CLOCK, type Clock } from '../base/clock.ts'
import type { PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import { b4a, blindRelay } from '../base/packages.ts'
import { TokenBucket } from '../base/token-bucket.ts'
import { multiplexer } from '../network/multiplexer.ts'
import type { Listener, Settle } from '../network/listener.ts'
import type { Connection, Node } from '../network/node.ts'
import { RELAY_PROTOCOL } from '../network/relay-connection.ts'
import { Pairs, type End } from './pairs.ts'

const TICK_MS = 1000

export interface CarrierOptions {
  node: Pick<Node, 'createRawStream'>
  /** What it carries in all, sustained; Infinity for no limit. */
  bytesPerSecond: number
  /** How many pairs of peers it carries at a time. */
  mostPairs?: number
  /** The host of a room, whom everybody is here to meet; null, if not given, where anybody may meet anybody. */
  host?: PublicKey | null
  /** Called once a second while it carries, and when that ends. */
  onLoad?: (load: Load) => void
  clock?: Clock
}

export interface Load {
  /** Pairs of peers. */
  pairs: number
  bytesPerSecond: number
}

interface Count {
  bytes: number
  /** On the monotonic clock. */
  at: number
}

type Session = ReturnType<InstanceType<typeof blindRelay.Server>['accept']>

export class Carrier {
  readonly #options: Required<CarrierOptions>
  readonly #server
  readonly #sessions = new Map<Session, Connection>()
  readonly #pairs: Pairs
  /** Connections that had a pair and have none now, the oldest first. */
  readonly #idle = new Set<End['connection']>()
  /** How many bytes of each end were counted, and when the last ones came. */
  readonly #counted = new WeakMap<End, Count>()
  readonly #budget: TokenBucket
  #tick: { cancel(): void } | null = null
  #isCarrying = false
  #onEmpty: () => void = () => {}

  constructor(options: CarrierOptions) {
    const defaults = { mostPairs: LIMITS.relayedPairs, host: null, onLoad: () => {}, clock: CLOCK }
    this.#options = { ...defaults, ...options }
    const { bytesPerSecond, node, clock } = this.#options
    const rate = { perSecond: bytesPerSecond, burst: bytesPerSecond * LIMITS.relayBurstS }
    this.#budget = new TokenBucket(rate, clock.now())
    this.#pairs = new Pairs({
      most: this.#options.mostPairs,
      host: this.#options.host,
      onEnd: (end) => {
        this.#count(end)
        if (this.#pairs.used === 0) this.#onEmpty()
      },
      onIdle: (connection) => this.#rest(connection),
      isQuiet: (end) => clock.now() - this.#countOf(end).at >= LIMITS.relayQuietMs
    })
    this.#server = new blindRelay.Server({
      createStream: (stream) => node.createRawStream({ ...stream, framed: true })
    })
  }

  /** Serves everybody whom the listener lets in. It is settled with the first pair: until then it gives way to others. */
  serve(listener: Pick<Listener, 'serve'>): void {
    listener.serve((connection, settle) => this.#accept(connection, settle))
  }

  /** Resolves when nobody needs it any more, or after a while. */
  async emptied(limitMs: number): Promise<void> {
    if (this.#pairs.used === 0) return
    await new Promise<void>((resolve) => {
      const limit = this.#options.clock.after(limitMs, resolve)
      this.#onEmpty = () => {
        limit.cancel()
        resolve()
      }
    })
  }

  /** Lets everybody go, which they notice at once. */
  close(): void {
    this.#tick?.cancel()
    for (const connection of this.#sessions.values()) connection.destroy()
  }

  /** A peer who may meet others here. */
  #accept(connection: Connection, settle: Settle): void {
    const id = connection.remotePublicKey
    multiplexer(connection, RELAY_PROTOCOL, id)
    const session = this.#server.accept(connection, { id })
    this.#sessions.set(session, connection)
    session.on('error', () => {})
    let isSettled = false
    session.on('pair', (_isInitiator, token, stream) => {
      isSettled ||= settle()
      if (!isSettled) connection.destroy()
      this.#idle.delete(connection)
      const end = { connection, stream }
      this.#count(end)
      this.#pairs.add(b4a.toString(token, 'hex'), end)
    })
    connection.on('close', () => {
      this.#sessions.delete(session)
      this.#pairs.leave(connection)
      this.#idle.delete(connection)
    })
    this.#run()
  }

  /** Its peer may keep it open for the next pair, but not everybody may. */
  #rest(connection: End['connection']): void {
    this.#idle.add(connection)
    if (this.#idle.size > LIMITS.relayIdle) [...this.#idle][0]?.destroy()
  }

  /** Looks at what nothing announces: bytes carried, and meetings asked for in vain. */
  #run(): void {
    this.#tick ??= this.#options.clock.after(TICK_MS, () => {
      this.#tick = null
      for (const [session, connection] of this.#sessions)
        if (session._pairing.size > LIMITS.relayMeetings) connection.destroy()
      this.#measure()
      if (this.#sessions.size > 0) this.#run()
    })
  }

  #measure(): void {
    const counts = this.#pairs.ends.map((end) => ({ end, bytes: this.#count(end) }))
    const bytes = counts.reduce((sum, count) => sum + count.bytes, 0)
    const { onLoad, clock } = this.#options
    const pairs = this.#pairs.used
    // Hosts stay connected for the next pair.
    if (pairs > 0 || this.#isCarrying) onLoad({ pairs, bytesPerSecond: bytes })
    this.#isCarrying = pairs > 0
    if (this.#budget.debtMs(clock.now()) === 0) return
    const heaviest = counts.sort((one, other) => other.bytes - one.bytes)[0]
    if (heaviest) this.#pairs.drop(heaviest.end)
  }

  #count(end: End): number {
    const { bytes, at } = this.#countOf(end)
    const { bytesReceived } = end.stream
    const now = this.#options.clock.now()
    const fresh = bytesReceived - bytes
    this.#counted.set(end, { bytes: bytesReceived, at: fresh > 0 ? now : at })
    this.#budget.spend(fresh, now)
    return fresh
  }

  #countOf(end: End): Count {
    const count = this.#counted.get(end) ?? { bytes: 0, at: this.#options.clock.now() }
    this.#counted.set(end, count)
    return count
  }
}
