// The room's event log: numbers events, has them written, and reads them back. Does not know what they mean.
import { b4a, crypto } from '../base/packages.ts'
import type { TranscriptState } from '../room/messages.ts'
import type { Frame, Log, LoggedEvent, Store } from './log.ts'
import { RecentEvents, type RecentLimits } from './recent-events.ts'

/** Slice size of readBackwards in memory: a few milliseconds of work. */
const SLICE_BYTES = 64 * 1024

export class EventLog implements Log {
  onWritten: (events: LoggedEvent[]) => void = () => {}
  onFailed: (cause: unknown) => void = () => {}
  readonly #store: Store | null
  readonly #recent: RecentEvents
  #id: string
  #givenSeq: number
  #hasFailed = false
  /** Events that have a number but are not written yet. */
  #waiting: LoggedEvent[] = []
  #writing: Promise<void> | null = null

  /** Without a store only the newest events are kept, for the lifetime of the process. */
  constructor(store: Store | null = null, limits?: RecentLimits) {
    this.#store = store
    this.#id = store?.id ?? newId()
    this.#givenSeq = store?.lastSeq ?? 0
    this.#recent = new RecentEvents(this.#givenSeq - (store?.tail.length ?? 0), limits)
    for (const event of store?.tail ?? []) this.#recent.push(event)
    if (store) store.onFailed = (cause) => this.#fail(cause)
  }

  get id(): string {
    return this.#id
  }

  get lastSeq(): number {
    return this.#recent.lastSeq
  }

  get givenSeq(): number {
    return this.#givenSeq
  }

  get firstSeq(): number {
    return Math.min(this.#store?.firstSeq ?? Infinity, this.#recent.firstSeq)
  }

  get state(): TranscriptState {
    if (this.#store === null) return 'none'
    return this.#hasFailed ? 'failed' : 'kept'
  }

  append(encode: (seq: number) => Frame): void {
    const seq = ++this.#givenSeq
    this.#waiting.push({ seq, frame: encode(seq) })
    this.#writing ??= this.#write()
  }

  read(after: number, maxBytes: number): LoggedEvent[] {
    const recent = this.#recent.readAfter(after, maxBytes)
    if (recent !== null) return recent
    const stored = this.#store?.readAfter(after, maxBytes) ?? []
    // Files may have been removed, so memory may reach further back.
    const older = stored.filter(({ seq }) => seq < this.#recent.firstSeq)
    if (older.length > 0) return older
    return this.#recent.readAfter(this.#recent.firstSeq - 1, maxBytes) ?? []
  }

  *readBackwards(): Generator<LoggedEvent[]> {
    let before = this.lastSeq + 1
    for (;;) {
      const events = this.#recent.readBefore(before, SLICE_BYTES)
      const [oldest] = events
      if (oldest === undefined) break
      yield events
      before = oldest.seq
    }
    if (this.#store !== null) yield* this.#store.readBackwards(before)
  }

  async written(): Promise<void> {
    await this.#writing
  }

  async close(): Promise<void> {
    await this.#writing
    if (!this.#hasFailed) await this.#store?.close()
  }

  /** Writes pending events until none is left: one write at a time, of everything pending. */
  async #write(): Promise<void> {
    // Deferred, so that events of the same turn share a write.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const events = this.#waiting
      this.#waiting = []
      try {
        if (!this.#hasFailed) await this.#store?.write(events)
      } catch (cause) {
        this.#fail(cause)
      }
      for (const event of events) this.#recent.push(event)
      this.onWritten(events)
    }
    this.#writing = null
  }

  #fail(cause: unknown): void {
    if (this.#hasFailed) return
    this.#hasFailed = true
    if (!this.#store?.abandon()) this.#id = newId()
    this.onFailed(cause)
  }
}

function newId(): string {
  return b4a.toString(crypto.randomBytes(8), 'hex')
}
