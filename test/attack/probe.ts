// Probes whether an attacked app still answers its own user.
import { monotonicMs, wait } from '../../shared/base/clock.ts'
import type { Program } from '../helpers/program.ts'
import { waitedForProcessorMs } from './process-stats.ts'
import { within } from './within.ts'

const PAUSE_MS = 100
/** An answer that has not come by then is lost. */
const PATIENCE_MS = 20_000

/** Types a command every now and then, and waits for its answer. */
export class Probe {
  readonly #app: Program
  #isOver = false
  #longestMs = 0
  #waitedMs = 0
  #unanswered = 0
  #asking: Promise<void> = Promise.resolve()
  #count = 0

  constructor(app: Program) {
    this.#app = app
  }

  /** Resolves with how long the first answer takes: the app has still to start. */
  async start(): Promise<number> {
    await this.#ask()
    const firstMs = this.#longestMs
    this.#longestMs = 0
    this.#asking = this.#go()
    return firstMs
  }

  async stop(): Promise<{ longestMs: number; unanswered: number }> {
    this.#isOver = true
    await this.#asking
    return { longestMs: this.#longestMs, unanswered: this.#unanswered }
  }

  async #go(): Promise<void> {
    while (!this.#isOver && this.#unanswered === 0) {
      await this.#ask()
      await wait(PAUSE_MS)
    }
  }

  /** The time, but for what the app could not run for want of a processor. */
  #now(): number {
    // Nothing is known of one that has ended.
    this.#waitedMs = Math.max(this.#waitedMs, waitedForProcessorMs(this.#app.pid))
    return monotonicMs() - this.#waitedMs
  }

  async #ask(): Promise<void> {
    const word = `/probe${this.#count++}`
    const at = this.#now()
    this.#app.write(`${word}\n`)
    const answer = this.#app.said(new RegExp(`"${word}"`)).then(
      () => true,
      () => true // It has ended, and answers nobody any more.
    )
    const isAnswered = await within(PATIENCE_MS, answer, false)
    this.#longestMs = Math.max(this.#longestMs, this.#now() - at)
    if (!isAnswered) this.#unanswered++
  }
}
