// Gets back to the host: tries at once, then again and again with growing pauses, and at once whenever something has
// changed. Decides when; an attempt itself is up to the caller.
import { CLOCK, type Clock } from '../../shared/base/clock.ts'
import { toChatError, type ChatError } from '../../shared/base/errors.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { TokenBucket } from '../../shared/base/token-bucket.ts'
import type { Connection } from '../../shared/network/node.ts'

/** Between the starts of two attempts, without the jitter. */
const FIRST_PAUSE_MS = 500
const GROWTH = 1.25
/** For the first minutes: a host that was restarted should not have to wait for its members. */
const USUAL_PAUSE_MS = 5000
/** Later, as a share of the time it has taken so far. An attempt is about 160 packets and 25 KB. */
const SHARE = 1 / 20
/** The upper bound, without the jitter. */
export const LONGEST_PAUSE_MS = 60_000
/** Each pause is up to so much longer: the members of a room lose their host all at once. */
export const JITTER = 0.25
/** One that waits for somebody who is gone must not hold up the next. */
const MOST_ATTEMPTS = 3

export interface ReconnectorOptions {
  /** Makes an attempt: resolves with an open connection, or rejects with the reason. It is never given up early. */
  attempt: (onPunching: () => void) => Promise<Connection>
  /** No more are tried from here on. Only connections that are still wanted. */
  onOpen: (connection: Connection) => void
  /** Attempts go on. */
  onFailed: (reason: ChatError) => void
  clock?: Clock
  /** From 0 to 1. */
  random?: () => number
}

interface Attempt {
  /** The host may be busy with it for half a minute, and has room for few of these. */
  isPunching: boolean
}

export class Reconnector {
  readonly #options: ReconnectorOptions
  readonly #clock: Clock
  readonly #random: () => number
  readonly #underWay = new Set<Attempt>()
  /** A host may admit us and leave at once, again and again. */
  readonly #atOnce: TokenBucket
  #isTrying = false
  /** Whether nothing has been tried since all was well. */
  #isFresh = true
  #pauseMs = FIRST_PAUSE_MS
  #triesSince = 0
  #pause: { cancel(): void } | null = null

  constructor(options: ReconnectorOptions) {
    this.#options = options
    this.#clock = options.clock ?? CLOCK
    this.#random = options.random ?? Math.random
    this.#atOnce = new TokenBucket(LIMITS.returnsAtOnce, this.#clock.now())
  }

  get isTrying(): boolean {
    return this.#isTrying
  }

  /** Begins to try, unless it does already: at once, or after a pause if the last connection came to nothing. */
  start(): void {
    if (this.#isTrying) return
    this.#isTrying = true
    if (this.#isFresh) this.hurry()
    else this.#rest()
  }

  /** All is well: next time it begins at once, unless that has been so too often of late. */
  settle(): void {
    if (this.#atOnce.take(this.#clock.now()) > 0) return
    this.#isFresh = true
  }

  /** Something has changed for the better, maybe: tries at once, and with short pauses again. */
  hurry(): void {
    if (!this.#isTrying) return
    this.#pauseMs = FIRST_PAUSE_MS
    this.#triesSince = this.#clock.now()
    // Those under way may have been lost with the old network.
    this.#try(MOST_ATTEMPTS + 1)
  }

  /** What is under way goes on, since a host cannot see that an attempt is given up, but it is no longer wanted. */
  stop(): void {
    this.#isTrying = false
    this.#pause?.cancel()
    this.#pause = null
  }

  #try(most = MOST_ATTEMPTS): void {
    this.#isFresh = false
    this.#rest()
    if (this.#underWay.size < most) void this.#attempt()
  }

  #rest(): void {
    this.#pause?.cancel()
    const share = (this.#clock.now() - this.#triesSince) * SHARE
    const ms = Math.min(Math.max(this.#pauseMs, share), LONGEST_PAUSE_MS)
    this.#pauseMs = Math.min(this.#pauseMs * GROWTH, USUAL_PAUSE_MS)
    const jitterMs = ms * JITTER * this.#random()
    this.#pause = this.#clock.after(ms + jitterMs, () => this.#onPauseOver())
  }

  #onPauseOver(): void {
    const isPunching = [...this.#underWay].some((attempt) => attempt.isPunching)
    this.#pause = null
    if (!isPunching && this.#underWay.size < MOST_ATTEMPTS) this.#try()
  }

  async #attempt(): Promise<void> {
    const attempt: Attempt = { isPunching: false }
    this.#underWay.add(attempt)
    try {
      this.#onOpen(await this.#options.attempt(() => (attempt.isPunching = true)))
    } catch (error) {
      if (this.#isTrying) this.#options.onFailed(toChatError(error))
    } finally {
      this.#underWay.delete(attempt)
      // The next one was due, and waited for this.
      if (this.#isTrying && this.#pause === null) this.#try()
    }
  }

  #onOpen(connection: Connection): void {
    if (!this.#isTrying) {
      connection.destroy()
      return
    }
    this.stop()
    this.#options.onOpen(connection)
  }
}
