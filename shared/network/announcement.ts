// Keeps the announcement of a server true: renews it when our address, a port that a NAT has given us, or a network interface
// has changed, and when the network is back. HyperDHT does so by itself only every five minutes, or when an interface changes,
// after up to three seconds.
import type { NodeAddress, Reply, Server } from 'hyperdht'
import { CLOCK, type Clock } from '../base/clock.ts'
import { LIMITS } from '../base/limits.ts'
import { TokenBucket } from '../base/token-bucket.ts'
import type { Node } from './node.ts'

/** An announcement takes a few round trips; one that has begun cannot be changed. */
const UNDER_WAY_MS = 250
/** Many peers may fall silent at once, or one again and again. */
const LOOK_PAUSE_MS = 1000
/** How often to look whether it is announced anywhere: as often as HyperDHT pings where it is. */
const CHECK_MS = 3000
/** How often to look whether the network is back. */
const OFFLINE_CHECK_MS = 1000

export interface AnnouncementOptions {
  /** It is listening. */
  server: Server
  node: Pick<Node, 'watchNetwork' | 'watchPings' | 'ping'>
  clock?: Clock
}

export class Announcement {
  readonly #server: Server
  readonly #clock: Clock
  readonly #budget: TokenBucket
  readonly #stopWatching: (() => void)[]
  #lookedAt = -Infinity
  readonly #node: AnnouncementOptions['node']
  /** The DHT nodes that took the latest announcement. */
  #takers: NodeAddress[] = []
  /** Those of them that see us elsewhere since. */
  readonly #astray = new Set<string>()
  #due: { cancel(): void } | null = null
  #nextCheck: { cancel(): void } | null = null

  constructor({ server, node, clock = CLOCK }: AnnouncementOptions) {
    this.#server = server
    this.#node = node
    this.#clock = clock
    this.#budget = new TokenBucket(LIMITS.announcements, clock.now())
    this.#stopWatching = [
      node.watchNetwork(() => this.#renewSoon()),
      node.watchPings({ onAnswered: (reply) => this.#compare(reply) })
    ]
    this.#check()
  }

  /** Asks nodes that know us whether our address has changed: now, not within three seconds. */
  look(): void {
    const now = this.#clock.now()
    if (now - this.#lookedAt < LOOK_PAUSE_MS) return
    this.#lookedAt = now
    this.#server._announcer?._sleeper.resume()
  }

  close(): void {
    for (const stop of this.#stopWatching) stop()
    this.#due?.cancel()
    this.#nextCheck?.cancel()
    this.#nextCheck = null
  }

  /**
   * When it fails, for want of a network, HyperDHT forgets who took it before, and waits for five minutes; who asks for
   * the host meanwhile opens connections that lead nowhere.
   */
  #check(): void {
    const relays = this.#server._announcer?.relays ?? []
    if (relays.length > 0) this.#takers = relays.map(({ relayAddress }) => relayAddress)
    else this.#renewOnceOnline()
    const pauseMs = relays.length > 0 ? CHECK_MS : OFFLINE_CHECK_MS
    this.#nextCheck = this.#clock.after(pauseMs, () => this.#check())
  }

  #renewOnceOnline(): void {
    const pings = this.#takers.map((address) => this.#node.ping(address, { retry: false }))
    const onAnswer = (): void => {
      if (this.#nextCheck !== null) this.#renewSoon()
    }
    // Without an answer there is no network yet.
    Promise.any(pings).then(onAnswer, () => {})
  }

  /**
   * HyperDHT pings those who took the announcement. A NAT that has lost its mappings gives us other ports, and what they
   * pass on to the old ones is lost. One alone is not believed where there are others.
   */
  #compare({ from, to }: Reply): void {
    const relays = this.#server._announcer?.relays ?? []
    const taker = relays.find(({ relayAddress }) => isSame(relayAddress, from))
    if (!taker) return
    const name = `${from.host}:${from.port}`
    if (isSame(taker.peerAddress, to)) this.#astray.delete(name)
    else this.#astray.add(name)
    if (this.#astray.size * 2 > relays.length) this.#renewSoon()
  }

  /** At once, unless an interface flaps, or nodes disagree about our address all the time. */
  #renewSoon(): void {
    if (this.#due !== null) return
    const now = this.#clock.now()
    this.#budget.spend(1, now)
    this.#renewIn(this.#budget.debtMs(now))
  }

  #renewIn(ms: number): void {
    if (ms === 0) this.#renew()
    else this.#due = this.#clock.after(ms, () => this.#renew())
  }

  #renew(): void {
    this.#due = null
    this.#astray.clear()
    const announcer = this.#server._announcer
    if (announcer === null) return
    // The announcer forgets a refresh that it gets while it announces.
    if (announcer._updating !== null) {
      this.#renewIn(UNDER_WAY_MS)
      return
    }
    this.#server.refresh()
    announcer._sleeper.resume()
  }
}

function isSame(one: NodeAddress, other: NodeAddress): boolean {
  return one.host === other.host && one.port === other.port
}
