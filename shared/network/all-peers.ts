// What all peers of a host may cost it together: each is within its own limits, and there may be hundreds.
import { monotonicMs } from '../base/clock.ts'
import { FairShare } from '../base/fair-share.ts'
import { LIMITS } from '../base/limits.ts'

export class AllPeers {
  /** Milliseconds spent on them. */
  readonly time = new FairShare(LIMITS.membersBusyMs, monotonicMs())
  /** How many are paused. */
  paused = 0
  /** Bytes buffered from all of them. */
  held = 0

  /** Whether that is more than we can have; then those from whom there is more than an average share have to go. */
  get isFull(): boolean {
    return this.held > LIMITS.allHeldBytes
  }

  /** What may be buffered from each paused peer. */
  get heldBytes(): number {
    if (!this.isFull) return LIMITS.heldBytes
    const share = this.held / Math.max(1, this.paused)
    return Math.min(LIMITS.heldBytes, Math.max(LIMITS.leastHeldBytes, share))
  }
}
