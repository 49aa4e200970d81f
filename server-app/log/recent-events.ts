// The newest events, in memory: what those who come back mostly ask for. Pure.
import { LIMITS } from '../../shared/base/limits.ts'
import type { Frame } from './log.ts'

export class RecentEvents {
  readonly #frames: Frame[] = []
  #bytes = 0
  #lastSeq: number

  /** Begins after the event `lastSeq`. */
  constructor(lastSeq = 0) {
    this.#lastSeq = lastSeq
  }

  get lastSeq(): number {
    return this.#lastSeq
  }

  /** The number of the oldest event in memory; lastSeq + 1 for none. */
  get firstSeq(): number {
    return this.#lastSeq - this.#frames.length + 1
  }

  push(frame: Frame): void {
    this.#frames.push(frame)
    this.#lastSeq++
    this.#bytes += frame.length
    while (this.#frames.length > 1 && this.#isFull())
      this.#bytes -= this.#frames.shift()?.length ?? 0
  }

  /** Events after `after`, about `maxBytes` of them; null when they are older than what is in memory. */
  read(after: number, maxBytes: number): Frame[] | null {
    if (after + 1 < this.firstSeq) return null
    const frames: Frame[] = []
    let bytes = 0
    for (let index = after + 1 - this.firstSeq; index < this.#frames.length; index++) {
      const frame = this.#frames[index]
      if (frame === undefined || (bytes > 0 && bytes + frame.length > maxBytes)) break
      frames.push(frame)
      bytes += frame.length
    }
    return frames
  }

  #isFull(): boolean {
    return this.#frames.length > LIMITS.recentEvents || this.#bytes > LIMITS.recentBytes
  }
}
