// Entries on their way to a screen, as many as a screen that takes nothing may keep waiting. Pure.
import { wrap } from './layout.ts'
import { dim, note, type Entry, type Span } from './styled-text.ts'

/** The room has them still. */
const LIMIT = 10_000

export class PrintQueue {
  #entries: Entry[] = []
  #leftOut = 0

  get isEmpty(): boolean {
    return this.#entries.length === 0
  }

  add(entries: Entry[]): void {
    this.#entries.push(...entries)
    const surplus = this.#entries.length - LIMIT
    if (surplus <= 0) return
    this.#entries.splice(0, surplus)
    this.#leftOut += surplus
  }

  /** All that waits, as rows of a screen. */
  take(columns: number): Span[][] {
    const entries = this.#entries.splice(0)
    if (this.#leftOut > 0) {
      entries.unshift(note(dim(`(${this.#leftOut} lines left out: this terminal took none)`)))
    }
    this.#leftOut = 0
    return entries.flatMap((entry) => wrap(entry, columns))
  }
}
