// Who has spoken, and when. Pure.

/** Whoever has spoken within this time is no stranger: their joins and leaves get a line of their own. */
const LATELY_MS = 10 * 60_000
const MOST_SPEAKERS = 1000

export class Speakers {
  /** When each key last spoke, the latest at the end. */
  readonly #times = new Map<string, number>()

  /** The latest first. */
  get keys(): string[] {
    return [...this.#times.keys()].reverse()
  }

  add(author: string, time: number): void {
    this.#times.delete(author)
    this.#times.set(author, time)
    if (this.#times.size <= MOST_SPEAKERS) return
    const [quietest = ''] = this.#times.keys()
    this.#times.delete(quietest)
  }

  hasSpokenLately(author: string, now: number): boolean {
    return now - (this.#times.get(author) ?? -Infinity) < LATELY_MS
  }
}
