// A clock set by the test: nothing really waits.
import type { Clock } from '../../shared/base/clock.ts'

export class TestClock implements Clock {
  #now = 0
  readonly #timers = new Set<{ dueAt: number; callback: () => void }>()

  now(): number {
    return this.#now
  }

  after(ms: number, callback: () => void): { cancel(): void } {
    const timer = { dueAt: this.#now + ms, callback }
    this.#timers.add(timer)
    return { cancel: () => void this.#timers.delete(timer) }
  }

  /** How many callbacks are pending. */
  get waiting(): number {
    return this.#timers.size
  }

  /** Lets `ms` pass without running anything, as while a machine sleeps: callbacks that were due are late. */
  jump(ms: number): void {
    this.#now += ms
  }

  /** Lets `ms` pass. Callbacks run at their times, including those they schedule for shortly after. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.dueAt)
      this.#timers.delete(next)
      next.callback()
      await Promise.resolve()
    }
    this.#now = end
    await Promise.resolve()
  }

  #next(end: number): { dueAt: number; callback: () => void } | undefined {
    const due = [...this.#timers].filter(({ dueAt }) => dueAt <= end)
    return due.sort((one, other) => one.dueAt - other.dueAt)[0]
  }
}
