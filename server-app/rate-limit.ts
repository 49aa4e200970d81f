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
    const { perSecond, burst } = this.#rate
    const passed = now - this.#filledAt
    this.#tokens = Math.min(burst, this.#tokens + (passed / 1000) * perSecond)
    this.#filledAt = now
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / perSecond) * 1000)
    this.#tokens -= 1
    return 0
  }
}
