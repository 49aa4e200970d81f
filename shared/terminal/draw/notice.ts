// A temporary notice.

const SHOWN_MS = 4000

export class Notice {
  readonly #onGone: () => void
  #text: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `onGone` is called when it has been shown long enough. */
  constructor(onGone: () => void) {
    this.#onGone = onGone
  }

  get text(): string | null {
    return this.#text
  }

  show(text: string): void {
    clearTimeout(this.#timer)
    this.#text = text
    this.#timer = setTimeout(() => {
      this.#text = null
      this.#onGone()
    }, SHOWN_MS)
  }
}
