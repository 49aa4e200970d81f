// Joins small chunks: a chunk of one byte costs as much memory as one of three hundred. Pure.
import { b4a } from '../base/packages.ts'

/** Chunks of at least this length are worth their overhead. */
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

  /** Appends `chunk`. False when it is too long. */
  add(chunk: Uint8Array): boolean {
    if (chunk.length >= SMALL_BYTES || this.#length + chunk.length > BLOCK_BYTES) return false
    if (this.#length === 0) this.#only = chunk
    else this.#copy(chunk)
    this.#length += chunk.length
    return true
  }

  /** Takes everything joined so far. */
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
