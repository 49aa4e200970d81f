// A map of limited size: the entries set last. Pure.

export class RecentMap<Key, Value> {
  readonly #most: number
  /** The oldest first. */
  #entries = new Map<Key, Value>()

  /** Keeps `most` entries. */
  constructor(most: number) {
    this.#most = most
  }

  has(key: Key): boolean {
    return this.#entries.has(key)
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key)
  }

  /** Sets an entry, which then is the newest. */
  set(key: Key, value: Value): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    this.#forget()
  }

  /** Adds entries from before all others, the oldest first. */
  addOlder(older: Iterable<readonly [Key, Value]>): void {
    this.#entries = new Map([...older, ...this.#entries])
    this.#forget()
  }

  delete(key: Key): void {
    this.#entries.delete(key)
  }

  /** The oldest first. */
  keys(): Key[] {
    return [...this.#entries.keys()]
  }

  #forget(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.#most) return
      this.#entries.delete(key)
    }
  }
}
