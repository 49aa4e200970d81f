// A token bucket: limits how often something may happen, or the use of something, sustained and in bursts. Pure.

export interface Rate {
  /** Sustained. */
  perSecond: number
  /** At once. */
  burst: number
  /** The most that may be owed, however much was spent; unlimited unless given. */
  mostDebt?: number
}

export class TokenBucket {
  readonly #rate: Required<Rate>
  #tokens: number
  #filledAt: number

  /** `now`, here and below, is on the monotonic clock. */
  constructor(rate: Rate, now: number) {
    this.#rate = { mostDebt: Infinity, ...rate }
    this.#tokens = rate.burst
    this.#filledAt = now
  }

  /** 0 when it may happen now, which is then counted; otherwise the delay in milliseconds. */
  take(now: number): number {
    this.#fill(now)
    if (this.#tokens < 1) return Math.ceil(this.#msUntil(1))
    this.#tokens -= 1
    return 0
  }

  /** What may happen at once. */
  left(now: number): number {
    this.#fill(now)
    return this.#tokens
  }

  /** Charges for what has already happened: the balance may go below zero. */
  spend(amount: number, now: number): void {
    this.#fill(now)
    this.#tokens = Math.max(this.#tokens - amount, -this.#rate.mostDebt)
  }

  /** Milliseconds until the balance is no longer negative; 0 if it is not. */
  debtMs(now: number): number {
    this.#fill(now)
    return this.#tokens >= 0 ? 0 : this.#msUntil(0)
  }

  #msUntil(tokens: number): number {
    return ((tokens - this.#tokens) / this.#rate.perSecond) * 1000
  }

  #fill(now: number): void {
    const { perSecond, burst } = this.#rate
    // Infinity times zero is NaN.
    const earned = now > this.#filledAt ? ((now - this.#filledAt) / 1000) * perSecond : 0
    this.#tokens = Math.min(burst, this.#tokens + earned)
    this.#filledAt = now
  }
}
