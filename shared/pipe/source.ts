// Reads a stream for one pipe after another: whoever is attached gets what comes, and its end.
import { inputError } from '../network/foreign-errors.ts'
import type { Input } from '../app/input.ts'
import type { ChatError } from '../base/errors.ts'

export interface SourceOwner {
  onData: (chunk: Uint8Array) => void
  onEnd: () => void
  /** INPUT_FAILED: nothing more comes, and what came is not all. */
  onFailed: (error: ChatError) => void
}

export class Source {
  readonly #input: Input | null
  #owner: SourceOwner | null = null
  #isOpen = false
  #isPaused = false
  /** The owner knows that nothing more comes. */
  #isConcluded = false
  /** What came while nobody was attached. */
  #held: Uint8Array[] = []
  #hasEnded: boolean
  #failure: ChatError | null = null
  /** Whether it has given anything, to whomever. */
  #isUsed = false
  /** Those who wait until there is something to give. */
  readonly #waiting = new Set<() => void>()

  /** `null` is an input that is empty, and that no stream is opened for. */
  constructor(input: Input | null) {
    this.#input = input
    this.#hasEnded = input === null
  }

  /** Resolves when there is something to give: bytes, the end, or a failure. */
  ready(): Promise<void> {
    return new Promise((resolve) => void this.whenReady(resolve))
  }

  /**
   * Calls back then. The function it gives ends that: a host with nothing to say may have very many peers come
   * and go meanwhile.
   */
  whenReady(onReady: () => void): () => void {
    if (this.#held.length > 0 || this.#hasEnded || this.#failure) {
      onReady()
      return () => {}
    }
    this.#waiting.add(onReady)
    this.#read()
    return () => this.#waiting.delete(onReady)
  }

  /** Whether bytes wait to be taken. */
  get hasBytes(): boolean {
    return this.#held.length > 0
  }

  /** Whether it is a terminal at which nobody has typed anything: one that is not needed has no end to wait for. */
  get isUntouchedTerminal(): boolean {
    return this.#input?.isTTY === true && !this.#isUsed
  }

  attach(owner: SourceOwner): void {
    this.#owner = owner
    this.#isConcluded = false
    this.resume()
  }

  /** What comes from now on is held for the next owner. */
  detach(): void {
    // An input that nobody has read yet is not to be touched: it would not begin to flow later.
    if (this.#owner === null) return
    this.#owner = null
    this.#input?.pause()
  }

  pause(): void {
    this.#isPaused = true
    this.#input?.pause()
  }

  resume(): void {
    this.#isPaused = false
    // Each chunk can make the owner pause, or go.
    while (this.#owner && !this.#isPaused) {
      const chunk = this.#held.shift()
      if (chunk === undefined) break
      this.#owner.onData(chunk)
    }
    this.#conclude()
    if (this.#owner && !this.#isPaused && !this.#isConcluded) this.#read()
  }

  /** Tells the owner, once, that nothing more comes. */
  #conclude(): void {
    if (this.#owner === null || this.#isConcluded || this.#held.length > 0) return
    if (!this.#hasEnded && this.#failure === null) return
    this.#isConcluded = true
    if (this.#failure) this.#owner.onFailed(this.#failure)
    else this.#owner.onEnd()
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
      this.#conclude()
      this.#tellReady()
    })
    this.#input?.on('error', (cause) => {
      this.#failure = inputError(cause)
      this.#conclude()
      this.#tellReady()
    })
  }

  #onData(chunk: Uint8Array): void {
    this.#isUsed = true
    // A stream may give a chunk or two after it was paused.
    if (this.#owner && !this.#isPaused) {
      this.#owner.onData(chunk)
      return
    }
    this.#held.push(chunk)
    this.#input?.pause()
    this.#tellReady()
  }

  #tellReady(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const onReady of waiting) onReady()
  }
}
