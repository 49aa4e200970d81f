// The room's event log: numbers events, has them written, and reads them back. Does not know what they mean.
import { CLOCK, type Clock } from '../base/clock.ts'
import { Deferred } from '../base/deferred.ts'
import { LIMITS } from '../base/limits.ts'
import { b4a, crypto } from '../base/packages.ts'
import type { TranscriptState } from '../room/messages.ts'
import type { Frame, Log, LoggedEvent, Store } from './log.ts'
import { RecentEvents, type RecentLimits } from './recent-events.ts'
import { isFull, Unkept } from './unkept.ts'

/** Slice size of readBackwards in memory: a few milliseconds of work. */
const SLICE_BYTES = 64 * 1024

export class EventLog implements Log {
  onWritten: (events: LoggedEvent[]) => void = () => {}
  onFailed: (cause: unknown) => void = () => {}
  onKept: () => void = () => {}
  readonly #store: Store | null
  readonly #recent: RecentEvents
  readonly #clock: Clock
  #id: string
  #givenSeq: number
  #hasFailed = false
  /** What waits for space, while the disk is full. */
  #unkept: Unkept | null = null
  #retry: { cancel(): void } | null = null
  #isRetryDue = false
  /** Events that have a number but are not written yet. */
  #waiting: LoggedEvent[] = []
  #writing: Promise<void> | null = null
  /** The write under way, or the next. */
  #written = new Deferred()

  /** Without a store only the newest events are kept, for the lifetime of the process. */
  constructor(store: Store | null = null, limits?: RecentLimits, clock = CLOCK) {
    this.#store = store
    this.#clock = clock
    this.#id = store?.id ?? newId()
    this.#givenSeq = store?.lastSeq ?? 0
    this.#recent = new RecentEvents(this.#givenSeq - (store?.tail.length ?? 0), limits)
    for (const event of store?.tail ?? []) this.#recent.push(event)
    if (!store) return
    store.onFailed = (cause) => {
      this.#giveUp()
      this.#fail(cause)
    }
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
    // Not until nothing is left, which may never be so.
    const { givenSeq } = this
    while (this.lastSeq < givenSeq) await this.#written.promise
  }

  async close(): Promise<void> {
    this.#retry?.cancel()
    await this.#writing
    await this.#tryAgain()
    if (this.#unkept !== null) this.#giveUp()
    if (!this.#hasFailed) await this.#store?.close()
  }

  /** Writes pending events until none is left: one write at a time, of everything pending. */
  async #write(): Promise<void> {
    // Deferred, so that events of the same turn share a write.
    await Promise.resolve()
    while (this.#waiting.length > 0 || this.#isRetryDue) {
      if (this.#isRetryDue) await this.#tryAgain()
      const events = this.#waiting
      this.#waiting = []
      await this.#keep(events)
      for (const event of events) this.#recent.push(event)
      if (events.length > 0) this.onWritten(events)
      this.#written.resolve()
      this.#written = new Deferred()
    }
    this.#writing = null
  }

  async #keep(events: LoggedEvent[]): Promise<void> {
    if (this.#hasFailed) return this.#setAside(events)
    try {
      if (events.length > 0) await this.#store?.write(events)
    } catch (cause) {
      if (isFull(cause)) this.#unkept = new Unkept()
      else this.#giveUp()
      this.#fail(cause)
      this.#setAside(events)
    }
  }

  /** Keeps them for when there is space again, unless that is hopeless. */
  #setAside(events: LoggedEvent[]): void {
    if (this.#unkept === null) return
    if (!this.#unkept.add(events)) return this.#giveUp()
    this.#retry ??= this.#clock.after(LIMITS.unkeptRetryMs, () => {
      this.#retry = null
      this.#isRetryDue = true
      this.#writing ??= this.#write()
    })
  }

  async #tryAgain(): Promise<void> {
    this.#isRetryDue = false
    if (this.#unkept === null || this.#store === null) return
    try {
      const { events } = this.#unkept
      if (events.length > 0) await this.#store.write(events)
      this.#unkept = new Unkept()
      this.#store.validate(this.#id)
      this.#unkept = null
      this.#hasFailed = false
      this.onKept()
    } catch (cause) {
      // Still full, which everybody knows.
      if (isFull(cause)) this.#setAside([])
      else this.#giveUp()
    }
  }

  #fail(cause: unknown): void {
    if (this.#hasFailed) return
    this.#hasFailed = true
    if (!this.#store?.invalidate()) this.#id = newId()
    this.onFailed(cause)
  }

  #giveUp(): void {
    this.#retry?.cancel()
    this.#unkept = null
    this.#store?.abandon()
  }
}

function newId(): string {
  return b4a.toString(crypto.randomBytes(8), 'hex')
}
