// Entries waiting to be printed: bounded, for a terminal that reads nothing, and taken in portions that are laid out
// quickly. Pure.
import { wrap } from './layout.ts'
import { dim, note, plainText, type Entry, type Span } from './styled-text.ts'

/** The room still has them. */
const MOST_ENTRIES = 10_000
const MOST_UNITS = 4 * 1024 * 1024
/** Portion per frame in UTF-16 units: ten of the longest posts, which take about 50 ms on Node. */
const FRAME_UNITS = 40 * 1024
/** The portion printed on exit, when nobody wants to wait any longer. */
const LAST_UNITS = 8 * FRAME_UNITS

export class PrintQueue {
  #entries: Entry[] = []
  #units = 0
  #leftOut = 0

  get isEmpty(): boolean {
    return this.#entries.length === 0
  }

  add(entries: Entry[]): void {
    for (const entry of entries) {
      this.#entries.push(entry)
      this.#units += unitsOf(entry)
    }
    this.#keep(MOST_ENTRIES, MOST_UNITS)
  }

  /** One frame's portion of the queue, as rows of a screen. */
  take(columns: number): Span[][] {
    let count = 0
    for (let units = 0; units < FRAME_UNITS && count < this.#entries.length; count++) {
      const entry = this.#entries[count]
      if (entry) units += unitsOf(entry)
    }
    return this.#takeFirst(count, columns)
  }

  /** The newest part of the queue, for exit. */
  takeLast(columns: number): Span[][] {
    this.#keep(MOST_ENTRIES, LAST_UNITS)
    return this.#takeFirst(this.#entries.length, columns)
  }

  #takeFirst(count: number, columns: number): Span[][] {
    const entries = this.#entries.splice(0, count)
    for (const entry of entries) this.#units -= unitsOf(entry)
    if (this.#leftOut > 0) {
      entries.unshift(note(dim(`(${this.#leftOut} lines left out: this terminal was too slow)`)))
    }
    this.#leftOut = 0
    return entries.flatMap((entry) => wrap(entry, columns))
  }

  /** Drops the oldest entries beyond the limits. */
  #keep(most: number, mostUnits: number): void {
    let surplus = 0
    while (this.#entries.length - surplus > most || this.#units > mostUnits) {
      const entry = this.#entries[surplus++]
      if (!entry) break
      this.#units -= unitsOf(entry)
    }
    this.#entries.splice(0, surplus)
    this.#leftOut += surplus
  }
}

function unitsOf({ head, body }: Entry): number {
  return plainText(head).length + plainText(body).length
}
