// Two clocks: a monotonic one for durations and deadlines, and the wall clock for times that are shown or
// stored. Every other file reads the time through this one.
import process from '#process'

/** Node keeps timer delays in 32 bits: a longer delay fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Milliseconds on the monotonic clock, which never goes back: for durations, rates and deadlines. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}

/** Milliseconds since 1970 by the system clock, which may be set forward or back. */
export function timeOfDay(): number {
  return new Date().getTime()
}

/**
 * Calls back once, `ms` later on the monotonic clock. Never early, however long the wait and however the
 * system clock changes meanwhile. Infinity never fires.
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
    // The runtime's timer may fire early: Bare's timers follow the system clock.
    const onTimeout = (): void => (monotonicMs() < this.#dueAt ? this.#wait() : this.#callback())
    this.#timeout = setTimeout(onTimeout, Math.min(Math.ceil(restMs), LONGEST_TIMER_MS))
  }
}

/** The monotonic clock, as an interface that tests can replace. */
export interface Clock {
  now(): number
  /** Calls back once, `ms` later. */
  after(ms: number, callback: () => void): { cancel(): void }
}

export const CLOCK: Clock = {
  now: monotonicMs,
  after: (ms, callback) => new Timer(ms, callback)
}

/** Resolves after `ms`. */
export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    new Timer(ms, resolve)
  })
}

/**
 * Bare's timers and HyperDHT's measurements use Date.now: set it back by an hour, and no timer fires for an
 * hour. After this call Date.now never goes back in this process: steps back are ignored, steps forward,
 * as after a suspend, are followed.
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
