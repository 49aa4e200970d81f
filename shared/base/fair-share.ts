// What many users may use of something together: while all use too much, those who use more than most of them wait.
// Pure.
import { TokenBucket, type Rate } from './token-bucket.ts'

/** How long a use counts: after each such time, a third of it is left. */
const FADE_MS = 1000

export class FairShare {
  readonly #bucket: TokenBucket
  readonly #all: Fading
  #users = 0

  /** `now`, here and below, is on the monotonic clock. */
  constructor(rate: Rate, now: number) {
    this.#bucket = new TokenBucket(rate, now)
    this.#all = new Fading(now)
  }

  join(now: number): Share {
    this.#users++
    const own = new Fading(now)
    return {
      spend: (amount, at) => {
        own.add(amount, at)
        this.#all.add(amount, at)
        this.#bucket.spend(amount, at)
      },
      debtMs: (at) => {
        const isMoreThanMost = own.valueAt(at) * this.#users > this.#all.valueAt(at)
        return isMoreThanMost ? this.#bucket.debtMs(at) : 0
      },
      leave: () => void this.#users--
    }
  }
}

/** One user's. */
export interface Share {
  spend(amount: number, now: number): void
  /** How long this user has to wait, in milliseconds. */
  debtMs(now: number): number
  /** Call it once. */
  leave(): void
}

/** A sum of which the older parts count less. */
class Fading {
  #value = 0
  #at: number

  constructor(now: number) {
    this.#at = now
  }

  add(amount: number, now: number): void {
    this.#value = this.valueAt(now) + amount
    this.#at = now
  }

  valueAt(now: number): number {
    return this.#value * Math.exp(Math.min(0, this.#at - now) / FADE_MS)
  }
}
