// Reads a file where it stands, by what the reads give and not by what its size is said to be: that of a device or
// of a file under /proc is 0.
import fs from '#fs'
import { wait } from '../base/clock.ts'
import { codeOf } from '../base/errors.ts'
import { b4a } from '../base/packages.ts'
import type { Input, InputEvents } from './input.ts'

const CHUNK_BYTES = 64 * 1024
/** How soon a device that has nothing at the moment is asked again. */
const RETRY_MS = 20

export class FileInput implements Input {
  readonly #fd: number
  readonly #listeners: Partial<InputEvents> = {}
  #state: 'paused' | 'flowing' | 'over' = 'paused'
  #isRunning = false
  #isReading = false

  constructor(fd: number) {
    this.#fd = fd
  }

  /** Whether a read is under way. */
  get isReading(): boolean {
    return this.#isReading
  }

  /** One listener for each event. With that for data it begins to flow. */
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

  /** Nothing at the end of the file. */
  async #read(): Promise<Uint8Array | { cause: unknown }> {
    this.#isReading = true
    try {
      return await readSome(this.#fd)
    } catch (cause) {
      return { cause }
    } finally {
      this.#isReading = false
    }
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
    // No position: that of the file, which moves on. Node and Bare both take null for it.
    fs.read(fd, buffer, 0, buffer.length, null, (cause, count) => {
      if (cause) reject(cause)
      else resolve(count)
    })
  })
}
