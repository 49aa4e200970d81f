// Counts what a member has missed, from the loss of its connection until it has caught up. Pure.
import { LIMITS } from '../../shared/base/limits.ts'
import { DEAD_MS } from '../../shared/network/pulse.ts'

export interface Return {
  /** Since the connection was lost, or an earlier process last read; null for an unknown time. */
  seconds: number | null
  /** Posts of others. */
  missed: number
  /** How many posts came before the newest LIMITS.shownMissed of them. */
  earlier: number
  /** The number of the first of those newest, in our own transcript; null for none. */
  first: number | null
}

export class Absence {
  #since: number | null
  #silentMs = (): number => 0
  #isCatchingUp = false
  #missed = 0
  #count = 0
  /** The numbers of the newest missed posts in our own transcript. */
  #newest: number[] = []

  /** `since`: when an earlier process last read, in milliseconds since 1970; null for none. */
  constructor(since: number | null) {
    this.#since = since
  }

  /** Whether it is counting: since the loss, or an earlier process. */
  get isLost(): boolean {
    return this.#since !== null
  }

  /** `silentMs`: for how long nothing has arrived over the connection. */
  listen(silentMs: () => number): void {
    this.#silentMs = silentMs
  }

  /** The connection is lost. `now` is by the wall clock: others stop while a machine sleeps. */
  lost(now: number): void {
    this.#since ??= now - this.#silentMs()
  }

  /** Another takes its place, which is no loss unless the host has given this one up. */
  replaced(now: number): void {
    if (this.#silentMs() >= DEAD_MS) this.lost(now)
  }

  /** Welcomed again: what was missed follows. */
  returned(): void {
    this.#isCatchingUp = true
  }

  /** A post of the past has come; `number` in our own transcript, null if it was there before. */
  add(isOwn: boolean, number: number | null): void {
    if (!this.#isCatchingUp) return
    this.#count++
    if (!isOwn) this.#missed++
    if (number !== null) this.#newest.push(number)
    if (this.#newest.length > LIMITS.shownMissed) this.#newest.shift()
  }

  /** All has come. Null if this is no return. */
  end(now: number): Return | null {
    if (!this.#isCatchingUp) return null
    const seconds =
      this.#since === null ? null : Math.max(Math.round((now - this.#since) / 1000), 0)
    const earlier = Math.max(this.#count - LIMITS.shownMissed, 0)
    const ended = { seconds, missed: this.#missed, earlier, first: this.#newest[0] ?? null }
    this.#since = null
    this.#isCatchingUp = false
    this.#missed = this.#count = 0
    this.#newest = []
    return ended
  }
}
