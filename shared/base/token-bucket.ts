// A token bucket: limits the use of something, sustained and in bursts. Pure.

export class TokenBucket {
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #filledAt: number

  /** `perSecond` sustained, `burst` at once. `now`, here and below, is on the monotonic clock. */
  constructor({ perSecond, burst }: { perSecond: number; burst: number }, now: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#tokens = burst
    this.#filledAt = now
  }

  /** Charges for what has already been used: the balance may go below zero. */
  spend(amount: number, now: number): void {
    this.#fill(now)
    this.#tokens -= amount
  }

  /** Milliseconds until the balance is no longer negative; 0 if it is not. */
  debtMs(now: number): number {
    this.#fill(now)
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#perSecond) * 1000
  }

  #fill(now: number): void {
    // Infinity times zero is NaN.
    const earned = now > this.#filledAt ? ((now - this.#filledAt) / 1000) * this.#perSecond : 0
    this.#tokens = Math.min(this.#burst, this.#tokens + earned)
    this.#filledAt = now
  }
}
