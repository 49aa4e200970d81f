// The bytes a sender has taken from its input, from the last one the peer has written on: what it sends again after a
// broken connection. Pure.
import { b4a } from '../base/packages.ts'

/** Shorter chunks are copied into blocks: a chunk of one byte costs as much memory as one of three hundred. */
const SMALL_BYTES = 16 * 1024
const BLOCK_BYTES = 64 * 1024

export class Unconfirmed {
  /** In order, without gaps. */
  readonly #chunks: Uint8Array[] = []
  /** The positions of the first byte, and of the one after the last. */
  #start = 0
  #end = 0
  /** Where small chunks go, and how much of it is taken. */
  #block = b4a.alloc(0)
  #takenBytes = 0
  /** Whether the last chunk is the end of what is taken of the block, so that it can grow. */
  #canGrow = false

  /** How many bytes are kept. */
  get bytes(): number {
    return this.#end - this.#start
  }

  push(chunk: Uint8Array): void {
    this.#end += chunk.length
    if (chunk.length < SMALL_BYTES) {
      this.#copy(chunk)
    } else {
      this.#chunks.push(chunk)
      this.#canGrow = false
    }
  }

  /** What there is from `position` on in one chunk; nothing at the end. */
  from(position: number): Uint8Array {
    let start = this.#end
    // From the back: what is sent is nearly always what came last.
    for (let index = this.#chunks.length - 1; index >= 0; index--) {
      const chunk = this.#chunks[index] ?? b4a.alloc(0)
      start -= chunk.length
      if (start <= position) return chunk.subarray(position - start)
    }
    return b4a.alloc(0)
  }

  /** Lets go of the chunks before `position`. */
  drop(position: number): void {
    let count = 0
    for (const chunk of this.#chunks) {
      if (this.#start + chunk.length > position) break
      this.#start += chunk.length
      count++
    }
    this.#chunks.splice(0, count)
  }

  #copy(chunk: Uint8Array): void {
    if (this.#block.length - this.#takenBytes < chunk.length) {
      this.#block = b4a.allocUnsafe(BLOCK_BYTES)
      this.#takenBytes = 0
      this.#canGrow = false
    }
    this.#block.set(chunk, this.#takenBytes)
    const grown = this.#canGrow ? (this.#chunks.pop()?.length ?? 0) : 0
    const start = this.#takenBytes - grown
    this.#takenBytes += chunk.length
    this.#chunks.push(this.#block.subarray(start, this.#takenBytes))
    this.#canGrow = true
  }
}
