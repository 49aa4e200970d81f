// Buffers bytes for a slow reader in a temporary file, so that memory use stays flat. HyperDHT's streams have no
// receive window to close (udx-native 1.21 does not expose libudx's), so what a peer sends has to go somewhere.
import fs from '#fs'
import os from '#os'
import path from '#path'
import { ChatError, messageOf } from '../base/errors.ts'
import { b4a, sodium } from '../base/packages.ts'
import { writeAllSync } from '../base/write-all.ts'
import { openNew } from '../identity/atomic-file.ts'

const READ_BYTES = 1024 * 1024

/** A FIFO buffer on disk. Uses no space while it is empty. */
export class Spill {
  #fd: number | null = null
  /** Memory for chunks to be read into. What is thrown away piles up: neither runtime collects it soon. */
  readonly #free: Uint8Array[] = []
  #readAt = 0
  #writeAt = 0

  get isEmpty(): boolean {
    return this.#readAt === this.#writeAt
  }

  /** Appends. Throws BUFFER_FAILED, as on a full disk. */
  push(chunk: Uint8Array): void {
    buffering(() => {
      this.#fd ??= openUnnamed()
      writeAllSync(this.#fd, chunk, this.#writeAt)
    })
    this.#writeAt += chunk.length
  }

  /** Removes up to 1 MiB from the front; nothing when it is empty. Throws BUFFER_FAILED. */
  shift(): Uint8Array {
    const fd = this.#fd
    const length = Math.min(READ_BYTES, this.#writeAt - this.#readAt)
    if (fd === null || length === 0) return b4a.alloc(0)
    const chunk = this.#free.pop() ?? b4a.allocUnsafe(READ_BYTES)
    const read = buffering(() => fs.readSync(fd, chunk, 0, length, this.#readAt))
    this.#readAt += read
    if (this.isEmpty) this.#reset(fd)
    return chunk.subarray(0, read)
  }

  /** The memory of a chunk that was taken out may be used again. */
  recycle(chunk: Uint8Array): void {
    if (!this.isEmpty && this.#fd !== null) this.#free.push(new Uint8Array(chunk.buffer))
    else this.#free.length = 0
  }

  close(): void {
    this.#free.length = 0
    if (this.#fd !== null) fs.closeSync(this.#fd)
    this.#fd = null
    this.#readAt = this.#writeAt = 0
  }

  #reset(fd: number): void {
    fs.ftruncateSync(fd, 0)
    this.#readAt = this.#writeAt = 0
  }
}

/** The disk that fails is not the one of standard output, which the system's own error would suggest. */
function buffering<Result>(use: () => Result): Result {
  try {
    return use()
  } catch (cause) {
    const values = { path: os.tmpdir(), reason: messageOf(cause) }
    throw new ChatError('BUFFER_FAILED', { cause, values })
  }
}

/** An unlinked file, so that even a crash leaves nothing behind. */
function openUnnamed(): number {
  const random = b4a.alloc(8)
  sodium.randombytes_buf(random)
  const file = path.join(os.tmpdir(), `hyperdht-chat-${b4a.toString(random, 'hex')}`)
  const fd = openNew(file)
  // Windows cannot unlink an open file: there it stays until the system clears the folder.
  if (path.sep !== '\\') fs.unlinkSync(file)
  return fd
}
