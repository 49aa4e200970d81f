// How often somebody may speak: a token bucket. Pure.
import { LIMITS } from '../shared/base/limits.ts'

export class RateLimit {
  #tokens: number = LIMITS.postBurst
  #filledAt: number

  /** `now`, here and below: of the monotonic clock. */
  constructor(now: number) {
    this.#filledAt = now
  }

  /** 0 when one may speak now, and has; otherwise how long to wait, in milliseconds. */
  take(now: number): number {
    const passed = now - this.#filledAt
    this.#tokens = Math.min(
      LIMITS.postBurst,
      this.#tokens + (passed / 1000) * LIMITS.postsPerSecond
    )
    this.#filledAt = now
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / LIMITS.postsPerSecond) * 1000)
    this.#tokens -= 1
    return 0
  }
}
