// Who has spoken, and when last. Pure.

/** Who has said something since is no stranger: a join or leave is worth a line. */
const LATELY_MS = 10 * 60_000
const MOST_SPEAKERS = 1000

export class Speakers {
  /** When people last spoke, by their keys, the latest last. */
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
