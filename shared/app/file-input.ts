// Reads a file from its current position until a read returns nothing, whatever its size: devices and files under
// /proc report size 0.
import fs from '#fs'
import { wait } from '../base/clock.ts'
import { codeOf } from '../base/errors.ts'
import { b4a } from '../base/packages.ts'
import type { Input, InputEvents } from './input.ts'

/** Each read wakes a thread: with those of 64 KiB, as streams have them, a sender takes 4 to 9 % more processor time on Node. */
const CHUNK_BYTES = 256 * 1024
/** Retry interval for a device that has nothing at the moment. */
const RETRY_MS = 20

export class FileInput implements Input {
  readonly #fd: number
  /** Of a file, when it was opened; 0 for anything else. */
  readonly #size: number
  readonly #listeners: Partial<InputEvents> = {}
  #state: 'paused' | 'flowing' | 'over' = 'paused'
  #isRunning = false
  #isReading = false
  #readBytes = 0

  constructor(fd: number) {
    this.#fd = fd
    this.#size = sizeOf(fd)
  }

  /** Whether a read is in progress. */
  get isReading(): boolean {
    return this.#isReading
  }

  /** One listener per event. Adding the one for data starts reading. */
  on<Event extends keyof InputEvents>(event: Event, listener: InputEvents[Event]): this {
    this.#listeners[event] = listener
    if (event === 'data') this.resume()
    return this
  }

  pause(): void {
    if (this.#state === 'flowing') this.#state = 'paused'
  }

  resume(): void {
    if (this.#state === 'paused') this.#state = 'flowing'
    if (!this.#isRunning) void this.#readOn()
  }

  async #readOn(): Promise<void> {
    this.#isRunning = true
    while (this.#state === 'flowing') {
      const result = await this.#read()
      if (result instanceof Uint8Array && result.length > 0) {
        this.#listeners.data?.(result)
        continue
      }
      this.#state = 'over'
      if (result instanceof Uint8Array) this.#listeners.end?.()
      else this.#listeners.error?.(result.cause)
    }
    this.#isRunning = false
  }

  /** Empty at the end of the file. */
  async #read(): Promise<Uint8Array | { cause: unknown }> {
    this.#isReading = true
    try {
      const bytes = await readSome(this.#fd)
      this.#readBytes += bytes.length
      if (bytes.length === 0) this.#demandWhole()
      return bytes
    } catch (cause) {
      return { cause }
    } finally {
      this.#isReading = false
    }
  }

  /** Throws if the end was cut off meanwhile: the other side would take what was read for all of it. */
  #demandWhole(): void {
    const size = sizeOf(this.#fd)
    if (size < this.#size && this.#readBytes > 0 && this.#readBytes < this.#size)
      throw new Error('the file became shorter while it was read')
  }
}

function sizeOf(fd: number): number {
  try {
    const stats = fs.fstatSync(fd)
    return stats.isFile() ? stats.size : 0
  } catch {
    return 0 // closed
  }
}

async function readSome(fd: number): Promise<Uint8Array> {
  const buffer = b4a.allocUnsafe(CHUNK_BYTES)
  for (;;) {
    try {
      return buffer.subarray(0, await read(fd, buffer))
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error
      await wait(RETRY_MS)
    }
  }
}

function read(fd: number, buffer: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    // Null is the file's own position, which advances. Node and Bare both accept it.
    fs.read(fd, buffer, 0, buffer.length, null, (cause, count) => {
      if (cause) reject(cause)
      else resolve(count)
    })
  })
}
