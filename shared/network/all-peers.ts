// What all peers of a host may cost it together: each is within its own limits, and there may be hundreds.
import { monotonicMs } from '../base/clock.ts'
import { FairShare } from '../base/fair-share.ts'
import { LIMITS } from '../base/limits.ts'

export class AllPeers {
  /** Milliseconds spent on them. */
  readonly time = new FairShare(LIMITS.membersBusyMs, monotonicMs())
  /** How many are paused. */
  paused = 0

  /** What may be buffered from each paused peer. */
  get heldBytes(): number {
    const share = LIMITS.allHeldBytes / Math.max(1, this.paused)
    return Math.min(LIMITS.heldBytes, Math.max(LIMITS.leastHeldBytes, share))
  }
}
