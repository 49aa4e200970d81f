// Reports refused peers without filling the screen when there are many. Pure.
import type { Report } from '../../shared/app/report.ts'
import { monotonicMs } from '../../shared/base/clock.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { TokenBucket } from '../../shared/base/token-bucket.ts'

export class Refusals {
  readonly #report: Report
  readonly #now: () => number
  readonly #told: TokenBucket
  #untold = 0

  /** `now`: the monotonic clock. */
  constructor(report: Report, now: () => number = monotonicMs) {
    this.#report = report
    this.#now = now
    this.#told = new TokenBucket(LIMITS.toldStrangers, now())
  }

  /** Refusals left out are reported as a count, with the next one that is not. */
  tell(peer: string, reason: string): void {
    if (this.#told.take(this.#now()) > 0) {
      this.#untold++
      return
    }
    const others = this.#untold > 0 ? `, and ${this.#untold} others were refused meanwhile` : ''
    this.#untold = 0
    this.#report({ event: 'refused', peer, reason: `${reason}${others}` })
  }
}
