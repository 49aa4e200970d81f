// Who has spoken, and when. Pure.
import { RecentMap } from '../base/recent-map.ts'

/** Whoever has spoken within this time is no stranger: their joins and leaves get a line of their own. */
const LATELY_MS = 10 * 60_000
const MOST_SPEAKERS = 1000

export class Speakers {
  /** When each key last spoke. */
  readonly #times = new RecentMap<string, number>(MOST_SPEAKERS)

  /** The latest first. */
  get keys(): string[] {
    return this.#times.keys().reverse()
  }

  add(author: string, time: number): void {
    this.#times.set(author, time)
  }

  hasSpokenLately(author: string, now: number): boolean {
    return now - (this.#times.get(author) ?? -Infinity) < LATELY_MS
  }
}
