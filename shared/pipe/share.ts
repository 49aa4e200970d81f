// One peer's share of an output that several use in turn: its own bytes alone are counted, even if others write between
// its connections.
import type { ByteSink, Sink, SinkOwner } from './sink.ts'

/** Bytes of ours in a row, from one position of the output up to another. */
interface Stretch {
  start: number
  end: number
}

export class Share implements ByteSink {
  acceptedBytes = 0
  readonly #sink: Sink
  #owner: SinkOwner | null = null
  /** Those that are not all written yet. */
  readonly #stretches: Stretch[] = []
  /** Bytes of earlier stretches. */
  #doneBytes = 0

  constructor(sink: Sink) {
    this.#sink = sink
  }

  get writtenBytes(): number {
    const { writtenBytes } = this.#sink
    for (let first = this.#stretches[0]; first; first = this.#stretches[0]) {
      if (first.end > writtenBytes) return this.#doneBytes + Math.max(0, writtenBytes - first.start)
      this.#doneBytes += first.end - first.start
      this.#stretches.shift()
    }
    return this.#doneBytes
  }

  get isDrained(): boolean {
    return this.#sink.isDrained
  }

  attach(owner: SinkOwner): void {
    this.#owner = owner
    this.#sink.attach(owner)
  }

  /** Leaves the sink to another owner, if it has one by now. */
  detach(): void {
    if (this.#owner) this.#sink.detach(this.#owner)
    this.#owner = null
  }

  finish(): void {}

  write(chunk: Uint8Array): void {
    const start = this.#sink.acceptedBytes
    const end = start + chunk.length
    const last = this.#stretches.at(-1)
    if (last?.end === start) last.end = end
    else this.#stretches.push({ start, end })
    this.acceptedBytes += chunk.length
    this.#sink.write(chunk)
  }
}
