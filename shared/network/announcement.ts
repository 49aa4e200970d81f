// Keeps the announcement of a server true: renews it when our address or a network interface has changed. HyperDHT does
// so by itself only every five minutes, or when an interface changes, after up to three seconds.
import type { Server } from 'hyperdht'
import { CLOCK, type Clock } from '../base/clock.ts'
import { LIMITS } from '../base/limits.ts'
import { TokenBucket } from '../base/token-bucket.ts'
import type { Node } from './node.ts'

/** An announcement takes a few round trips; one that has begun cannot be changed. */
const UNDER_WAY_MS = 250
/** Many peers may fall silent at once, or one again and again. */
const LOOK_PAUSE_MS = 1000

export interface AnnouncementOptions {
  /** It is listening. */
  server: Server
  node: Pick<Node, 'watchNetwork'>
  clock?: Clock
}

export class Announcement {
  readonly #server: Server
  readonly #clock: Clock
  readonly #budget: TokenBucket
  readonly #stopWatching: () => void
  #lookedAt = -Infinity
  #due: { cancel(): void } | null = null

  constructor({ server, node, clock = CLOCK }: AnnouncementOptions) {
    this.#server = server
    this.#clock = clock
    this.#budget = new TokenBucket(LIMITS.announcements, clock.now())
    this.#stopWatching = node.watchNetwork(() => this.#renewSoon())
  }

  /** Asks nodes that know us whether our address has changed: now, not within three seconds. */
  look(): void {
    const now = this.#clock.now()
    if (now - this.#lookedAt < LOOK_PAUSE_MS) return
    this.#lookedAt = now
    this.#server._announcer?._sleeper.resume()
  }

  close(): void {
    this.#stopWatching()
    this.#due?.cancel()
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
