// The buffered bytes of one of several senders, on their way to the output they share.
import { outputError } from '../network/foreign-errors.ts'
import type { ChatError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import { b4a } from '../base/packages.ts'
import type { ByteSink, SinkOwner } from './sink.ts'
import { Joiner } from './joiner.ts'
import { Spill } from './spill.ts'

export const NEWLINE = 0x0a

export class Lane implements ByteSink {
  writtenBytes = 0
  readonly #onChange: () => void
  readonly #memory: Uint8Array[] = []
  #memoryBytes = 0
  readonly #spill = new Spill()
  /** The newest chunks, too small for a write each. */
  readonly #joiner = new Joiner()
  #owner: SinkOwner | null = null
  #failure: ChatError | null = null
  #waitingBytes = 0
  /** Buffered bytes up to the end of the last complete line. */
  #wholeBytes = 0
  #state: 'open' | 'finished' | 'left' = 'open'

  /** Calls `onChange` when there is more to take, or there never will be. */
  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  get acceptedBytes(): number {
    return this.writtenBytes + this.#waitingBytes
  }

  get isDrained(): boolean {
    return this.#waitingBytes === 0
  }

  /** Whether its last byte is written. */
  get isDone(): boolean {
    return this.isDrained && this.#state !== 'open'
  }

  /** Whether it can be removed. */
  get isOver(): boolean {
    return this.isDrained && this.#state === 'left'
  }

  attach(owner: SinkOwner): void {
    this.#owner = owner
    if (this.#failure) owner.onFailed(this.#failure)
  }

  /** The owner has gone; what it sent before is still written. */
  detach(): void {
    this.#owner = null
    this.#state = 'left'
    this.#onChange()
  }

  finish(): void {
    if (this.#state === 'open') this.#state = 'finished'
    this.#onChange()
  }

  write(chunk: Uint8Array): void {
    if (this.#failure) return
    this.#waitingBytes += chunk.length
    const newline = chunk.lastIndexOf(NEWLINE)
    if (newline !== -1) this.#wholeBytes = this.#waitingBytes - (chunk.length - newline - 1)
    if (!this.#joiner.add(chunk)) {
      this.#store(this.#joiner.take())
      if (!this.#joiner.add(chunk)) this.#store(chunk)
    }
    this.#onChange()
  }

  /** How many bytes can be written without splitting a line, unless the line is too long to be kept whole. */
  get wholeBytes(): number {
    const isLong = this.#waitingBytes >= LIMITS.senderLineBytes
    if (this.#state !== 'open' || (this.#wholeBytes === 0 && isLong)) return this.#waitingBytes
    return this.#wholeBytes
  }

  /** How many bytes can be written if the last line may be incomplete. */
  get bytes(): number {
    return this.#wholeBytes || this.#waitingBytes
  }

  /** Takes up to `most` bytes from the front. Throws the system's error. */
  take(most: number): Uint8Array {
    if (this.#memory.length === 0) {
      this.#hold(this.#spill.isEmpty ? this.#joiner.take() : this.#spill.shift())
    }
    const chunk = this.#memory.shift() ?? b4a.alloc(0)
    const piece = chunk.subarray(0, most)
    if (piece.length < chunk.length) this.#memory.unshift(chunk.subarray(piece.length))
    this.#memoryBytes -= piece.length
    return piece
  }

  /** Bytes that were taken are written. */
  wrote(bytes: number): void {
    this.writtenBytes += bytes
    this.#waitingBytes -= bytes
    this.#wholeBytes = Math.max(this.#wholeBytes - bytes, 0)
    this.#owner?.onWritten?.()
  }

  fail(error: ChatError): void {
    if (this.#failure) return
    this.#failure = error
    this.#waitingBytes = 0
    this.#wholeBytes = 0
    this.#spill.close()
    this.#owner?.onFailed(error)
  }

  #store(chunk: Uint8Array): void {
    if (this.#failure || chunk.length === 0) return
    try {
      if (this.#spill.isEmpty && this.#memoryBytes < LIMITS.senderBytes) this.#hold(chunk)
      else this.#spill.push(chunk)
    } catch (cause) {
      this.fail(outputError(cause))
    }
  }

  #hold(chunk: Uint8Array): void {
    this.#memory.push(chunk)
    this.#memoryBytes += chunk.length
  }
}
