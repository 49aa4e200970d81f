// How often something may happen: a token bucket. Pure.

export interface Rate {
  /** In the long run. */
  perSecond: number
  /** At once. */
  burst: number
}

export class RateLimit {
  readonly #rate: Rate
  #tokens: number
  #filledAt: number

  /** `now`, here and below: of the monotonic clock. */
  constructor(rate: Rate, now: number) {
    this.#rate = rate
    this.#tokens = rate.burst
    this.#filledAt = now
  }

  /** 0 when it may happen now, and does; otherwise how long to wait, in milliseconds. */
  take(now: number): number {
    this.#fill(now)
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / this.#rate.perSecond) * 1000)
    this.#tokens -= 1
    return 0
  }

  /** It has happened, whether it may or not: it is held against what follows, up to a burst of it. */
  spend(now: number): void {
    this.#fill(now)
    this.#tokens = Math.max(this.#tokens - 1, -this.#rate.burst)
  }

  /** Whether more has happened than may. */
  isExceeded(now: number): boolean {
    this.#fill(now)
    return this.#tokens < 0
  }

  #fill(now: number): void {
    const { perSecond, burst } = this.#rate
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1000) * perSecond)
    this.#filledAt = now
  }
}
