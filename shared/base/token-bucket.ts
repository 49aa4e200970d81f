// How much somebody may use of something, in the long run and at once. Pure.

export class TokenBucket {
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #filledAt: number

  /** `perSecond` in the long run, `burst` at once. `now`, here and below: of the monotonic clock. */
  constructor({ perSecond, burst }: { perSecond: number; burst: number }, now: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#tokens = burst
    this.#filledAt = now
  }

  /** Takes what has been used already, more than there is if need be. */
  spend(amount: number, now: number): void {
    this.#fill(now)
    this.#tokens -= amount
  }

  /** Milliseconds until the debt is paid off; 0 when there is none. */
  debtMs(now: number): number {
    this.#fill(now)
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#perSecond) * 1000
  }

  #fill(now: number): void {
    // Infinity times nothing is no number.
    const earned = now > this.#filledAt ? ((now - this.#filledAt) / 1000) * this.#perSecond : 0
    this.#tokens = Math.min(this.#burst, this.#tokens + earned)
    this.#filledAt = now
  }
}
