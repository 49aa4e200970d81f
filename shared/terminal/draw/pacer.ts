// Decides when to draw: soon, one frame at a time, and at most 30 times a second.
import { CLOCK, type Clock } from '../../base/clock.ts'

/** Frames that may follow at once after a pause; with steady updates, 30 in any second. */
const BURST = 5
const STEADY_PER_MS = 25 / 1000

export class Pacer {
  readonly #draw: (onDone: () => void) => void
  readonly #clock: Clock
  #timer: { cancel(): void } | null = null
  /** How many frames may be drawn now. */
  #credit = BURST
  #countedAt: number
  #isDue = false
  #isDrawing = false
  #isWanted = false

  /** `draw` draws a frame and calls `onDone` once it is written: a slow terminal gets fewer frames. */
  constructor(draw: (onDone: () => void) => void, clock: Clock = CLOCK) {
    this.#draw = draw
    this.#clock = clock
    this.#countedAt = clock.now()
  }

  request(): void {
    this.#isWanted = true
    if (this.#timer !== null || this.#isDue || this.#isDrawing) return
    this.#count()
    if (this.#credit < 1) {
      this.#timer = this.#clock.after((1 - this.#credit) / STEADY_PER_MS, () => this.#frame())
    } else {
      // Before anything else runs, but once for all changes made in this turn.
      this.#isDue = true
      queueMicrotask(() => this.#frame())
    }
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = null
  }

  #frame(): void {
    this.#timer = null
    this.#isDue = false
    this.#count()
    this.#credit--
    this.#isDrawing = true
    this.#isWanted = false
    this.#draw(() => {
      this.#isDrawing = false
      if (this.#isWanted) this.request()
    })
  }

  #count(): void {
    const now = this.#clock.now()
    const earned = (now - this.#countedAt) * STEADY_PER_MS
    this.#credit = Math.min(this.#credit + earned, BURST)
    this.#countedAt = now
  }
}
