// Since when those have been members who are away: what they missed they may ask for, and nothing from before. Pure.
import { LIMITS } from '../shared/base/limits.ts'

/** Keys are in hex. */
export class FormerMembers {
  /** The number of an event, by key; whoever has been away for the longest first. */
  #since = new Map<string, number>()

  /** A member has left who may read what came after the event `since`. */
  add(key: string, since: number): void {
    this.#since.delete(key)
    this.#since.set(key, since)
    this.#forget()
  }

  /** Adds those from before all others; whoever has been away for the longest first. */
  addOlder(older: ReadonlyMap<string, number>): void {
    this.#since = new Map([...older, ...this.#since])
    this.#forget()
  }

  /** Somebody comes in: after which event they may read all; null for whoever has never been here, or long ago. */
  take(key: string): number | null {
    const since = this.#since.get(key) ?? null
    this.#since.delete(key)
    return since
  }

  #forget(): void {
    for (const key of this.#since.keys()) {
      if (this.#since.size <= LIMITS.formerMembers) return
      this.#since.delete(key)
    }
  }
}
