// Lines between the prompt and whoever deals with them, who may come later than they do.
import { ChatError } from '../base/errors.ts'

type OnLine = (line: string) => void | Promise<void>

export class TypedLines {
  readonly #lines = new Set<{ text: string }>()
  #onReader: (onLine: OnLine) => void = () => {}
  readonly #reader = new Promise<OnLine>((resolve) => (this.#onReader = resolve))
  #onEnd: () => void = () => {}
  readonly #ended = new Promise<void>((resolve) => (this.#onEnd = resolve))
  #onLeft: () => void = () => {}
  #onUnsent: (error: ChatError) => void = () => {}

  /** Resolves when the person has left before there was a place. Throws NOT_POSTED when lines are left. */
  readonly left = new Promise<void>((resolve, reject) => {
    this.#onLeft = resolve
    this.#onUnsent = reject
  })

  constructor() {
    // A host has its place before it could be left without one, and does not wait for this.
    this.left.catch(() => {})
  }

  /** The texts nobody has dealt with yet. */
  get texts(): string[] {
    return [...this.#lines].map(({ text }) => text)
  }

  /** Calls `onLine` with each line so far, and to come; resolves at the end. */
  read(onLine: OnLine): Promise<void> {
    this.#onReader(onLine)
    return this.#ended
  }

  /** Resolves when the line is dealt with. */
  async add(text: string): Promise<void> {
    const line = { text }
    this.#lines.add(line)
    const onLine = await this.#reader
    await onLine(text)
    this.#lines.delete(line)
  }

  /** No line comes any more. */
  end(): void {
    this.#onEnd()
  }

  /** No line comes any more, and nobody waits for those that are left. */
  leave(): void {
    this.end()
    const count = this.#lines.size
    if (count === 0) this.#onLeft()
    else this.#onUnsent(new ChatError('NOT_POSTED', { values: { count } }))
  }
}
