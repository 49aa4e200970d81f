// Delivers events to one member: directly while it keeps up, from the log while it catches up.
// Pure except for reading the log.
import { monotonicMs } from '../../shared/base/clock.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { isPostFrame } from '../../shared/room/events.ts'
import type { LoggedEvent, Log } from '../../shared/log/log.ts'

export interface DeliveryOptions {
  log: Pick<Log, 'lastSeq' | 'read'>
  send: (event: LoggedEvent) => void
  /** Events up to this number that were not sent are left out. */
  skip: (seq: number) => void
  /** It has acknowledged nothing for too long. */
  onTooSlow: () => void
  /** The monotonic clock. */
  now?: () => number
}

export class Delivery {
  readonly #options: DeliveryOptions
  readonly #now: () => number
  /** Since when nothing more may be sent; null while something may. */
  #fullSince: number | null = null
  /** The newest number sent or left out; null before the start. */
  #sent: number | null = null
  /** The newest number the member knows to be sent or left out. */
  #told = 0
  /** Up to this number only posts are sent. */
  #postsUpTo = 0
  #isCatchingUp = false
  #isClosed = false
  /** Sizes of events sent and not acknowledged, oldest first. */
  #unseen: { seq: number; bytes: number }[] = []
  #unseenBytes = 0

  constructor(options: DeliveryOptions) {
    this.#options = options
    this.#now = options.now ?? monotonicMs
  }

  /** Starts to send everything after `from`; up to `postsUpTo`, posts only. */
  start(from: number, postsUpTo = from): void {
    this.#sent = from
    this.#told = from
    this.#postsUpTo = postsUpTo
    this.#catchUp()
  }

  close(): void {
    this.#isClosed = true
  }

  /** An event has been written. */
  onEvent(event: LoggedEvent): void {
    if (this.#isClosed) return
    if (this.#isFull()) {
      // It falls behind, and continues from the log after its next receipts.
      this.#fullSince ??= this.#now()
      if (this.#now() - this.#fullSince > LIMITS.slowMs) this.#options.onTooSlow()
    } else if (!this.#isCatchingUp && this.#sent === event.seq - 1) {
      this.#send(event)
    }
  }

  /** The member has handled all events up to `seq`. False when that is impossible: not all were sent. */
  seen(seq: number): boolean {
    if (this.#sent === null || seq > this.#sent) return false
    let count = 0
    for (const sent of this.#unseen) {
      if (sent.seq > seq) break
      this.#unseenBytes -= sent.bytes
      count++
    }
    this.#unseen.splice(0, count)
    if (count > 0) this.#fullSince = null
    this.#catchUp()
    return true
  }

  /** The member has handled everything sent. */
  seenAll(): void {
    this.seen(this.#sent ?? 0)
  }

  /** Sends what is written and may be sent. Receipts that arrive meanwhile extend this run. */
  #catchUp(): void {
    if (this.#isCatchingUp || this.#isClosed || this.#sent === null) return
    this.#isCatchingUp = true
    try {
      const { log } = this.#options
      while (!this.#isClosed && !this.#isFull() && this.#sent < log.lastSeq) {
        const events = log.read(this.#sent, LIMITS.unseenBytes - this.#unseenBytes)
        if (events.length === 0) break
        this.#sendAll(events)
      }
    } finally {
      this.#isCatchingUp = false
    }
  }

  #sendAll(events: LoggedEvent[]): void {
    for (const event of events) {
      if (event.seq > this.#postsUpTo || isPostFrame(event.frame)) this.#send(event)
      else this.#leaveOut(event)
    }
  }

  #leaveOut({ seq }: LoggedEvent): void {
    this.#sent = seq
    if (seq === this.#postsUpTo) this.#tellOfSkipped(seq)
  }

  #send(event: LoggedEvent): void {
    if (this.#isClosed) return
    this.#tellOfSkipped(Math.min(event.seq - 1, this.#postsUpTo))
    this.#sent = event.seq
    this.#told = event.seq
    this.#unseen.push({ seq: event.seq, bytes: event.frame.length })
    this.#unseenBytes += event.frame.length
    this.#options.send(event)
  }

  #tellOfSkipped(seq: number): void {
    if (this.#isClosed || seq <= this.#told) return
    this.#told = seq
    this.#options.skip(seq)
  }

  #isFull(): boolean {
    return this.#unseenBytes >= LIMITS.unseenBytes
  }
}
