// The events on their way to one member: at once to who is up to date, from the log to who catches up.
// Pure besides reading the log.
import { LIMITS } from '../shared/limits.ts'
import type { Frame, Log } from './log.ts'

export interface FeedOptions {
  log: Log
  send: (frame: Frame, seq: number) => void
  /** More waits for the member than may. */
  onTooSlow: () => void
  onFailed: (error: unknown) => void
}

export class Feed {
  readonly #options: FeedOptions
  /** The newest number sent; null before the start. */
  #sent: number | null = null
  #isCatchingUp = false
  #isClosed = false
  /** Sizes of what is sent and not seen yet, oldest first. */
  #unseen: { seq: number; bytes: number }[] = []
  #unseenBytes = 0

  constructor(options: FeedOptions) {
    this.#options = options
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
    if (this.#isClosed || this.#isCatchingUp || this.#sent !== seq - 1) return
    this.#send(frame)
    if (this.#unseenBytes > LIMITS.unseenBytes) this.#options.onTooSlow()
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
    void this.#catchUp()
  }

  async #catchUp(): Promise<void> {
    if (this.#isCatchingUp || this.#isClosed || this.#sent === null) return
    this.#isCatchingUp = true
    try {
      const { log } = this.#options
      // Looked at anew after every wait: what was written meanwhile went past onEvent.
      while (!this.#isClosed && this.#sent < log.lastSeq) {
        if (this.#unseenBytes >= LIMITS.catchUpBytes) break
        const frames: Frame[] = await log.read(this.#sent, LIMITS.catchUpBytes)
        if (frames.length === 0) break
        for (const frame of frames) this.#send(frame)
      }
    } catch (error) {
      this.#options.onFailed(error)
    }
    this.#isCatchingUp = false
  }

  #send(frame: Frame): void {
    if (this.#isClosed || this.#sent === null) return
    this.#sent++
    this.#unseen.push({ seq: this.#sent, bytes: frame.length })
    this.#unseenBytes += frame.length
    this.#options.send(frame, this.#sent)
  }
}
