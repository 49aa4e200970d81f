// Progress of the connection to the host: one line that changes, with the time elapsed.
import { monotonicMs } from '../base/clock.ts'
import { duration } from '../base/duration.ts'

const SECOND_MS = 1000

export class ConnectProgress {
  readonly #onChange: () => void
  #stage: string | null = null
  #since = 0
  #clock: ReturnType<typeof setInterval> | undefined

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** The line; null once we are in the room. */
  get text(): string | null {
    if (this.#stage === null) return null
    const seconds = Math.floor((monotonicMs() - this.#since) / SECOND_MS)
    return seconds > 0 ? `${this.#stage} · ${duration(seconds)}` : this.#stage
  }

  /** Moves on to the next stage. The seconds count from the first. */
  reach(stage: string): void {
    if (this.#stage === null) {
      this.#since = monotonicMs()
      this.#clock = setInterval(this.#onChange, SECOND_MS)
    }
    this.#stage = stage
    this.#onChange()
  }

  end(): void {
    clearInterval(this.#clock)
    this.#stage = null
    this.#onChange()
  }
}
