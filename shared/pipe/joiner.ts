// Joins small chunks: one of a single byte costs as much memory as one of three hundred. Pure.
import { b4a } from '../base/packages.ts'

/** Chunks from this length on are worth what they cost. */
const SMALL_BYTES = 16 * 1024
const BLOCK_BYTES = 64 * 1024

export class Joiner {
  /** The first chunk, as long as it is the only one. */
  #only: Uint8Array | null = null
  #block: Uint8Array | null = null
  #length = 0

  get isEmpty(): boolean {
    return this.#length === 0
  }

  /** Takes `chunk` behind what is here. False when it is too long for that. */
  add(chunk: Uint8Array): boolean {
    if (chunk.length >= SMALL_BYTES || this.#length + chunk.length > BLOCK_BYTES) return false
    if (this.#length === 0) this.#only = chunk
    else this.#copy(chunk)
    this.#length += chunk.length
    return true
  }

  /** All that is here. */
  take(): Uint8Array {
    const joined = (this.#only ?? this.#block ?? b4a.alloc(0)).subarray(0, this.#length)
    this.#only = this.#block = null
    this.#length = 0
    return joined
  }

  #copy(chunk: Uint8Array): void {
    const block = (this.#block ??= b4a.allocUnsafe(BLOCK_BYTES))
    if (this.#only) block.set(this.#only)
    this.#only = null
    block.set(chunk, this.#length)
  }
}
