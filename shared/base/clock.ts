// Two clocks: one that nobody sets, for whatever is measured or waited for, and the time of day, for what is
// shown and written. Nothing else here asks the system for the time.
import process from '#process'

/** Longer timers fire at once in Node, which keeps the time in 32 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Milliseconds since some moment in the past. It only runs: for durations, rates, pauses and deadlines. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}

/** Milliseconds since 1970, as the machine has it: people and programs set it forward and back. */
export function timeOfDay(): number {
  return new Date().getTime()
}

/**
 * Calls back once, when `ms` have passed on the monotonic clock: never sooner, however long that is and
 * whatever becomes of the time of day meanwhile. Infinity is never.
 */
export class Timer {
  readonly #dueAt: number
  readonly #callback: () => void
  #timeout: ReturnType<typeof setTimeout> | undefined

  constructor(ms: number, callback: () => void) {
    this.#dueAt = monotonicMs() + ms
    this.#callback = callback
    this.#wait()
  }

  cancel(): void {
    clearTimeout(this.#timeout)
  }

  #wait(): void {
    const restMs = this.#dueAt - monotonicMs()
    if (restMs === Infinity) return
    // The runtime may be early: Bare's timers go by the time of day.
    const onTimeout = (): void => (monotonicMs() < this.#dueAt ? this.#wait() : this.#callback())
    this.#timeout = setTimeout(onTimeout, Math.min(Math.ceil(restMs), LONGEST_TIMER_MS))
  }
}

/** The monotonic clock, for whoever a test gives another one. */
export interface Clock {
  now(): number
  /** Calls back once, when `ms` have passed. */
  after(ms: number, callback: () => void): { cancel(): void }
}

export const CLOCK: Clock = {
  now: monotonicMs,
  after: (ms, callback) => new Timer(ms, callback)
}

/** Resolves when `ms` have passed. */
export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    new Timer(ms, resolve)
  })
}

/**
 * Bare's timers, and what HyperDHT measures everywhere, go by Date.now: once that is set back by an hour, no
 * timer fires for an hour. From here on it does not go back in this process: a step back is passed over, a
 * step forward, as after a suspend, is taken.
 */
export function keepDateNowFromGoingBack(): void {
  const systemNow = Date.now
  let now = systemNow()
  let askedAt = monotonicMs()
  Date.now = () => {
    const at = monotonicMs()
    now = Math.max(systemNow(), now + at - askedAt)
    askedAt = at
    return Math.floor(now)
  }
}
