// A log that keeps nothing: the newest events in memory, for as long as the host runs.
import { b4a, crypto } from '../../shared/base/packages.ts'
import type { Frame, Log } from './log.ts'
import { RecentEvents } from './recent-events.ts'

export class MemoryLog implements Log {
  readonly id = b4a.toString(crypto.randomBytes(8), 'hex')
  onWritten: (frames: Frame[]) => void = () => {}
  onFailed: (error: Error) => void = () => {}
  readonly #recent = new RecentEvents()
  #waiting: Frame[] = []

  get lastSeq(): number {
    return this.#recent.lastSeq
  }

  get firstSeq(): number {
    return this.#recent.firstSeq
  }

  /** Released in a moment, not at once: nobody hears of an event while it is still being made. */
  append(frame: Frame): void {
    this.#waiting.push(frame)
    if (this.#waiting.length === 1) queueMicrotask(() => this.#release())
  }

  read(after: number, maxBytes: number): Frame[] {
    return this.#recent.read(Math.max(after, this.firstSeq - 1), maxBytes) ?? []
  }

  async close(): Promise<void> {}

  #release(): void {
    const frames = this.#waiting
    this.#waiting = []
    for (const frame of frames) this.#recent.push(frame)
    this.onWritten(frames)
  }
}
