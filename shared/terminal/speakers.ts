// Who has spoken, and when. Pure.
import type { PublicKey } from '../base/key.ts'
import { RecentMap } from '../base/recent-map.ts'

/** Whoever has spoken within this time is no stranger: their joins and leaves get a line of their own. */
const LATELY_MS = 10 * 60_000
const MOST_SPEAKERS = 1000

export class Speakers {
  /** When each key last spoke. */
  readonly #times = new RecentMap<PublicKey, number>(MOST_SPEAKERS)

  /** The latest first. */
  get keys(): PublicKey[] {
    return this.#times.keys().reverse()
  }

  add(author: PublicKey, time: number): void {
    this.#times.set(author, time)
  }

  hasSpokenLately(author: PublicKey, now: number): boolean {
    return now - (this.#times.get(author) ?? -Infinity) < LATELY_MS
  }
}
