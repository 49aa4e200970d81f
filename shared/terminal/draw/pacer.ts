// When to draw: soon, one frame at a time, and never more often than 30 times a second.
import { monotonicMs } from '../../base/clock.ts'

/** Frames that may follow at once after a rest; with those that come steadily, 30 in any second. */
const BURST = 5
const STEADY_PER_MS = 25 / 1000

export class Pacer {
  readonly #draw: (onDone: () => void) => void
  #timer: ReturnType<typeof setTimeout> | null = null
  /** How many frames may be drawn now. */
  #credit = BURST
  #countedAt = monotonicMs()
  #isDue = false
  #isDrawing = false
  #isWanted = false

  /** `draw` draws a frame and calls `onDone` when it is out of our hands: a slow terminal gets fewer of them. */
  constructor(draw: (onDone: () => void) => void) {
    this.#draw = draw
  }

  request(): void {
    this.#isWanted = true
    if (this.#timer !== null || this.#isDue || this.#isDrawing) return
    this.#count()
    if (this.#credit < 1) {
      this.#timer = setTimeout(() => this.#frame(), (1 - this.#credit) / STEADY_PER_MS)
    } else {
      // Before anything else, but once for all that happens now.
      this.#isDue = true
      queueMicrotask(() => this.#frame())
    }
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
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
    const now = monotonicMs()
    const earned = (now - this.#countedAt) * STEADY_PER_MS
    this.#credit = Math.min(this.#credit + earned, BURST)
    this.#countedAt = now
  }
}
