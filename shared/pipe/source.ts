// Reads a stream for one pipe after another: the attached owner gets the data and the end.
import { inputError } from '../network/foreign-errors.ts'
import type { Input } from '../app/input.ts'
import type { ChatError } from '../base/errors.ts'

export interface SourceOwner {
  onData: (chunk: Uint8Array) => void
  onEnd: () => void
  /** INPUT_FAILED: no more data follows, and the data so far is incomplete. */
  onFailed: (error: ChatError) => void
}

export class Source {
  readonly #input: Input | null
  #owner: SourceOwner | null = null
  /** The owner of the moment, or the last one. */
  #latest: SourceOwner | null = null
  #isOpen = false
  #isPaused = false
  /** Whether the owner has been told about the end. */
  #isConcluded = false
  /** Data received while nobody was attached. */
  #held: Uint8Array[] = []
  /** Data delivered to the owner of late, until its peer has shown that it is there; null from then on. */
  #untaken: Uint8Array[] | null = null
  #hasEnded: boolean
  #failure: ChatError | null = null
  /** Whether it has delivered any data so far. */
  #isUsed = false
  /** Callbacks to call once there is something to deliver. */
  readonly #waiting = new Set<() => void>()

  /** `null` is an empty input, without a stream. */
  constructor(input: Input | null) {
    this.#input = input
    this.#hasEnded = input === null
  }

  /** Resolves when there is something to deliver: bytes, the end, or a failure. */
  ready(): Promise<void> {
    return new Promise((resolve) => void this.whenReady(resolve))
  }

  /**
   * Calls back at that moment. The returned function cancels that: many peers may come and go while a host has nothing to send.
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

  /** Whether it has ended, without a failure and with nothing left to deliver. */
  get isEmpty(): boolean {
    return this.#hasEnded && this.#failure === null && this.#held.length === 0
  }

  /** Whether bytes are ready to be taken. */
  get hasBytes(): boolean {
    return this.#held.length > 0
  }

  /** Whether it is a terminal at which nobody has typed: if its input is not needed, there is no end to wait for. */
  get isUntouchedTerminal(): boolean {
    return this.#input?.isTTY === true && !this.#isUsed
  }

  attach(owner: SourceOwner): void {
    this.#owner = owner
    // One that is back goes on with what it had.
    if (owner !== this.#latest) this.#untaken = []
    this.#latest = owner
    this.#isConcluded = false
    this.resume()
  }

  /** Holds further data for the next owner. Does nothing for one that is not the owner any more. */
  detach(owner = this.#owner): void {
    // Pausing an input that nobody has read yet would keep it from flowing later.
    if (this.#owner === null || this.#owner !== owner) return
    this.#owner = null
    this.#input?.pause()
  }

  /** The owner's peer has shown that it is there: what it was sent is not kept for another. */
  release(): void {
    this.#untaken = null
  }

  /** The last owner's peer was never there: the next owner gets the same data. Call it when detached. */
  restore(): void {
    this.#held.unshift(...(this.#untaken ?? []))
    this.#untaken = null
    this.#latest = null
  }

  pause(): void {
    this.#isPaused = true
    this.#input?.pause()
  }

  resume(): void {
    this.#isPaused = false
    // Each chunk may make the owner pause or detach.
    while (this.#owner && !this.#isPaused) {
      const chunk = this.#held.shift()
      if (chunk === undefined) break
      this.#deliver(this.#owner, chunk)
    }
    this.#conclude()
    if (this.#owner && !this.#isPaused && !this.#isConcluded) this.#read()
  }

  /** Tells the owner, once, that no more data follows. */
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
    // A stream may emit a chunk or two after it was paused.
    if (this.#owner && !this.#isPaused) {
      this.#deliver(this.#owner, chunk)
      return
    }
    this.#held.push(chunk)
    this.#input?.pause()
    this.#tellReady()
  }

  #deliver(owner: SourceOwner, chunk: Uint8Array): void {
    this.#untaken?.push(chunk)
    owner.onData(chunk)
  }

  #tellReady(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const onReady of waiting) onReady()
  }
}
