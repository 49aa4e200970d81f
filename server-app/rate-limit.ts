// Limits how often something may happen: a token bucket. Pure.

export interface Rate {
  /** Sustained. */
  perSecond: number
  /** In a burst. */
  burst: number
}

export class RateLimit {
  readonly #rate: Rate
  #tokens: number
  #filledAt: number

  /** `now`, here and below, is on the monotonic clock. */
  constructor(rate: Rate, now: number) {
    this.#rate = rate
    this.#tokens = rate.burst
    this.#filledAt = now
  }

  /** 0 when it may happen now, which is then counted; otherwise the delay in milliseconds. */
  take(now: number): number {
    this.#fill(now)
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / this.#rate.perSecond) * 1000)
    this.#tokens -= 1
    return 0
  }

  /** Counts one that has happened, allowed or not: it reduces what may follow, up to a burst. */
  spend(now: number): void {
    this.#fill(now)
    this.#tokens = Math.max(this.#tokens - 1, -this.#rate.burst)
  }

  /** Whether more has happened than is allowed. */
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
