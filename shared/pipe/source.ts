// Reads a stream for one pipe after another: whoever is attached gets what comes, and its end.
import { inputError } from '../causes.ts'
import type { ChatError } from '../errors.ts'

export interface SourceOwner {
  onData: (chunk: Uint8Array) => void
  onEnd: () => void
  /** INPUT_FAILED: nothing more comes, and what came is not all. */
  onFailed: (error: ChatError) => void
}

export class Source {
  readonly #input: NodeJS.ReadableStream | null
  #owner: SourceOwner | null = null
  #isOpen = false
  /** What came while nobody was attached. */
  #held: Uint8Array[] = []
  #hasEnded: boolean
  #failure: ChatError | null = null
  #onReady: () => void = () => {}

  /** `null` is an input that is empty, and that no stream is opened for. */
  constructor(input: NodeJS.ReadableStream | null) {
    this.#input = input
    this.#hasEnded = input === null
  }

  /** Resolves when there is something to give: bytes, the end, or a failure. */
  ready(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#held.length > 0 || this.#hasEnded || this.#failure) return resolve()
      this.#onReady = resolve
      return this.#read()
    })
  }

  attach(owner: SourceOwner): void {
    this.#owner = owner
    for (const chunk of this.#held.splice(0)) owner.onData(chunk)
    if (this.#failure) owner.onFailed(this.#failure)
    else if (this.#hasEnded) owner.onEnd()
    else this.#read()
  }

  /** What comes from now on is held for the next owner. */
  detach(): void {
    this.#owner = null
    this.pause()
  }

  pause(): void {
    if (this.#isOpen) this.#input?.pause()
  }

  resume(): void {
    if (this.#owner && this.#isOpen) this.#input?.resume()
  }

  #read(): void {
    if (this.#isOpen) {
      this.#input?.resume()
      return
    }
    this.#isOpen = true
    this.#input?.on('data', (chunk: Uint8Array) => this.#onData(chunk))
    this.#input?.on('end', () => {
      this.#hasEnded = true
      this.#owner?.onEnd()
      this.#onReady()
    })
    this.#input?.on('error', (cause) => {
      this.#failure = inputError(cause)
      this.#owner?.onFailed(this.#failure)
      this.#onReady()
    })
  }

  #onData(chunk: Uint8Array): void {
    if (this.#owner) {
      this.#owner.onData(chunk)
      return
    }
    this.#held.push(chunk)
    this.#input?.pause()
    this.#onReady()
  }
}
