// Reports dropped messages so that a flood of them does not fill the screen: the first at once, then as a count.
// Pure.
import { monotonicMs } from '../base/clock.ts'
import type { PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'

/** Why an event or a whisper was dropped. */
export type DropReason = 'forged' | 'replayed' | 'outdated' | 'unreadable' | 'missing'

export interface Drop {
  reason: DropReason
  /** The key of its supposed author; '' for none, or for several. */
  author: PublicKey | ''
  /** How many have been dropped since the last report, including this one. */
  count: number
}

interface Told {
  at: number
  untold: number
}

export class Drops {
  readonly #tell: (drop: Drop) => void
  readonly #now: () => number
  readonly #told = new Map<string, Told>()

  /** `now`: the monotonic clock. */
  constructor(tell: (drop: Drop) => void, now = monotonicMs) {
    this.#tell = tell
    this.#now = now
  }

  add(reason: DropReason, author: PublicKey | ''): void {
    const isKnown = this.#told.has(reason + author)
    // Beyond that many authors they are reported together: a host can make up any number of authors.
    const named = isKnown || this.#told.size < LIMITS.toldDrops ? author : ''
    const now = this.#now()
    const told = this.#told.get(reason + named) ?? { at: -Infinity, untold: 0 }
    told.untold++
    if (now - told.at >= LIMITS.dropCountMs) {
      this.#tell({ reason, author: named, count: told.untold })
      told.at = now
      told.untold = 0
    }
    this.#told.set(reason + named, told)
  }
}
