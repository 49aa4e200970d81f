// Whether the clock of this machine is wrong, which only the author of posts can notice that others drop. Pure.
import { LIMITS } from '../../shared/base/limits.ts'
import type { PostEvent } from '../../shared/room/events.ts'

export const CLOCK_IS_BEHIND = {
  event: 'problem',
  text: 'The clock of this machine is more than a day behind the host: others drop your messages'
} as const

export class ClockDoubt {
  #isTold = false

  /** Whether a post of our own is the first to show it. */
  isNew({ time, signedAt }: Pick<PostEvent, 'time' | 'signedAt'>): boolean {
    const isLate = signedAt !== null && time - signedAt > LIMITS.signedAgoMs
    if (!isLate || this.#isTold) return false
    this.#isTold = true
    return true
  }
}
