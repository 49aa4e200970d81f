// When to draw: soon, one frame at a time, and never more often than 30 times a second.

const FRAME_MS = 1000 / 30

export class Pacer {
  readonly #draw: (onDone: () => void) => void
  #timer: ReturnType<typeof setTimeout> | null = null
  #lastFrame = -Infinity
  #isDrawing = false
  #isWanted = false

  /** `draw` draws a frame and calls `onDone` when it is out of our hands: a slow terminal gets fewer of them. */
  constructor(draw: (onDone: () => void) => void) {
    this.#draw = draw
  }

  /** At once when nothing was drawn lately. */
  request(): void {
    this.#isWanted = true
    if (this.#timer !== null || this.#isDrawing) return
    const wait = Math.max(this.#lastFrame + FRAME_MS - Date.now(), 0)
    this.#timer = setTimeout(() => this.#frame(), wait)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #frame(): void {
    this.#timer = null
    this.#lastFrame = Date.now()
    this.#isDrawing = true
    this.#isWanted = false
    this.#draw(() => {
      this.#isDrawing = false
      if (this.#isWanted) this.request()
    })
  }
}
