// The newest events in memory: usually all that returning members ask for. Pure.
import { LIMITS } from '../base/limits.ts'
import type { LoggedEvent } from './log.ts'

export interface RecentLimits {
  events: number
  bytes: number
}

const USUAL = { events: LIMITS.recentEvents, bytes: LIMITS.recentBytes }

export class RecentEvents {
  readonly #limits: RecentLimits
  readonly #events: LoggedEvent[] = []
  #bytes = 0
  #lastSeq: number

  /** Starts after the event `lastSeq`. */
  constructor(lastSeq = 0, limits: RecentLimits = USUAL) {
    this.#limits = limits
    this.#lastSeq = lastSeq
  }

  get lastSeq(): number {
    return this.#lastSeq
  }

  /** The number of the oldest event in memory; lastSeq + 1 for none. */
  get firstSeq(): number {
    return this.#lastSeq - this.#events.length + 1
  }

  push(event: LoggedEvent): void {
    this.#events.push(event)
    this.#lastSeq = event.seq
    this.#bytes += event.frame.length
    while (this.#events.length > 1 && this.#isFull())
      this.#bytes -= this.#events.shift()?.frame.length ?? 0
  }

  /** Events after `after`, about `maxBytes` of them; null when memory does not reach back that far. */
  readAfter(after: number, maxBytes: number): LoggedEvent[] | null {
    if (after + 1 < this.firstSeq) return null
    const start = after + 1 - this.firstSeq
    let [end, bytes] = [start, 0]
    for (; end < this.#events.length; end++) {
      bytes += this.#events[end]?.frame.length ?? 0
      if (end > start && bytes > maxBytes) break
    }
    return this.#events.slice(start, end)
  }

  /** The last events before `before`, oldest first, about `maxBytes` of them. */
  readBefore(before: number, maxBytes: number): LoggedEvent[] {
    const end = Math.min(before - this.firstSeq, this.#events.length)
    let [start, bytes] = [end, 0]
    while (start > 0 && (start === end || bytes < maxBytes)) {
      start--
      bytes += this.#events[start]?.frame.length ?? 0
    }
    return this.#events.slice(Math.max(start, 0), Math.max(end, 0))
  }

  #isFull(): boolean {
    const { events, bytes } = this.#limits
    return this.#events.length > events || this.#bytes > bytes
  }
}
