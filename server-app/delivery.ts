// The events on their way to one member: at once to who is up to date, from the log to who catches up.
// Pure besides reading the log.
import { monotonicMs } from '../shared/base/clock.ts'
import { LIMITS } from '../shared/base/limits.ts'
import type { Frame, Log } from './log/log.ts'

export interface DeliveryOptions {
  log: Log
  send: (frame: Frame, seq: number) => void
  /** It has seen nothing for too long. */
  onTooSlow: () => void
  onFailed: (error: unknown) => void
  /** The monotonic clock. */
  now?: () => number
}

export class Delivery {
  readonly #options: DeliveryOptions
  readonly #now: () => number
  /** Since when no more may be sent; null while it may. */
  #fullSince: number | null = null
  /** The newest number sent; null before the start. */
  #sent: number | null = null
  #isCatchingUp = false
  #isClosed = false
  /** Sizes of what is sent and not seen yet, oldest first. */
  #unseen: { seq: number; bytes: number }[] = []
  #unseenBytes = 0

  constructor(options: DeliveryOptions) {
    this.#options = options
    this.#now = options.now ?? monotonicMs
  }

  /** Sends what comes after `seq`, from now on. */
  start(seq: number): void {
    this.#sent = seq
    void this.#catchUp()
  }

  close(): void {
    this.#isClosed = true
  }

  /** An event has been written. */
  onEvent(frame: Frame, seq: number): void {
    if (this.#isClosed) return
    if (this.#isFull()) {
      // It falls behind, and goes on from the log once it has seen more.
      this.#fullSince ??= this.#now()
      if (this.#now() - this.#fullSince > LIMITS.slowMs) this.#options.onTooSlow()
    } else if (!this.#isCatchingUp && this.#sent === seq - 1) {
      this.#send(frame)
    }
  }

  /** The member has dealt with all up to `seq`. */
  seen(seq: number): void {
    let count = 0
    for (const sent of this.#unseen) {
      if (sent.seq > seq) break
      this.#unseenBytes -= sent.bytes
      count++
    }
    this.#unseen.splice(0, count)
    if (count > 0) this.#fullSince = null
    void this.#catchUp()
  }

  async #catchUp(): Promise<void> {
    if (this.#isCatchingUp || this.#isClosed || this.#sent === null) return
    this.#isCatchingUp = true
    try {
      const { log } = this.#options
      // Looked at anew after every wait: what was written meanwhile went past onEvent.
      while (!this.#isClosed && this.#sent < log.lastSeq) {
        if (this.#isFull()) break
        const frames: Frame[] = await log.read(this.#sent, LIMITS.unseenBytes)
        if (frames.length === 0) break
        for (const frame of frames) this.#send(frame)
      }
    } catch (error) {
      this.#options.onFailed(error)
    }
    this.#isCatchingUp = false
  }

  #isFull(): boolean {
    return this.#unseenBytes >= LIMITS.unseenBytes
  }

  #send(frame: Frame): void {
    if (this.#isClosed || this.#sent === null) return
    this.#sent++
    this.#unseen.push({ seq: this.#sent, bytes: frame.length })
    this.#unseenBytes += frame.length
    this.#options.send(frame, this.#sent)
  }
}
