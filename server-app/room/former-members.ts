// Since when absent members have been members: they may ask for what they missed, but nothing earlier. Pure.
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { RecentMap } from '../../shared/base/recent-map.ts'

export class FormerMembers {
  /** The number of an event by key, the longest absent first. */
  readonly #since = new RecentMap<PublicKey, number>(LIMITS.formerMembers)

  /** A member has left who may read everything after the event `since`. */
  add(key: PublicKey, since: number): void {
    this.#since.set(key, since)
  }

  /**
   * Adds people from before all others, the longest absent first, with their first events. As newcomers they were shown
   * `history` posts from before that, perhaps not all of them yet when their host ended.
   */
  addOlder(older: ReadonlyMap<PublicKey, number>, history: number): void {
    const all = Array.from(older, ([key, first]) => [key, Math.max(first - history, 0)] as const)
    this.#since.addOlder(all)
  }

  /** Somebody joins: the event after which they may read everything; null if never here, or too long ago. */
  take(key: PublicKey): number | null {
    const since = this.#since.get(key) ?? null
    this.#since.delete(key)
    return since
  }
}
