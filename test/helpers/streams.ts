// Scripted standard input and output.
import b4a from 'b4a'
import type { Input, InputEvents } from '../../shared/app/input.ts'
import type { Outlet } from '../../shared/app/outlet.ts'
import type { Random } from './random.ts'

/** One chunk in so many is followed by a stall of up to 3 ms. */
const STALL_EVERY = 20

/** Provides chunks, then an end, an error, or neither. Stalls at random if given a `random`. */
export class FakeInput implements Input {
  /** Whether it is a terminal. */
  readonly isTTY: boolean
  readonly #chunks: Uint8Array[]
  #after: 'end' | 'nothing' | Error
  readonly #random: Random | null
  readonly #listeners: Partial<InputEvents> = {}
  #isFlowing = false
  #isPumping = false
  #isOver = false

  constructor(
    chunks: Uint8Array[],
    options: { after?: 'end' | 'nothing' | Error; random?: Random | null; isTTY?: boolean } = {}
  ) {
    const { after = 'end', random = null, isTTY = false } = options
    this.isTTY = isTTY
    this.#chunks = [...chunks]
    this.#after = after
    this.#random = random
  }

  /** One more chunk and the end, for an input created with `after: 'nothing'`. */
  finishWith(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    this.#after = 'end'
    if (this.#isFlowing) this.resume()
  }

  on<Event extends keyof InputEvents>(event: Event, listener: InputEvents[Event]): this {
    this.#listeners[event] = listener
    if (event === 'data') this.resume()
    return this
  }

  pause(): this {
    this.#isFlowing = false
    return this
  }

  resume(): this {
    this.#isFlowing = true
    if (!this.#isPumping) {
      this.#isPumping = true
      setTimeout(() => this.#pump(), 0)
    }
    return this
  }

  #pump(): void {
    while (this.#isFlowing && this.#hasMore()) {
      if (this.#random?.below(STALL_EVERY) === 0) {
        setTimeout(() => this.#pump(), this.#random.below(4))
        return
      }
      this.#giveNext()
    }
    this.#isPumping = false
  }

  #hasMore(): boolean {
    return !this.#isOver && (this.#chunks.length > 0 || this.#after !== 'nothing')
  }

  #giveNext(): void {
    const chunk = this.#chunks.shift()
    if (chunk) {
      this.#listeners.data?.(chunk)
      return
    }
    this.#isOver = true
    if (this.#after === 'end') this.#listeners.end?.()
    else this.#listeners.error?.(this.#after)
  }
}

/** How an output takes its bytes: at once, with random stalls, never, or failing. */
export type Taking = 'at once' | 'never' | Random | Error

/** Records what it is given. */
export class FakeOutput implements Outlet {
  readonly #chunks: Uint8Array[] = []
  readonly #taking: Taking
  readonly #waiting: ((cause?: unknown) => void)[] = []
  #length = 0
  #isWorking = false
  #awaited: { length: number; resolve: () => void } | null = null

  constructor(taking: Taking = 'at once') {
    this.#taking = taking
  }

  /** Everything it was given, called back or not. */
  get bytes(): Uint8Array {
    return b4a.concat(this.#chunks)
  }

  /** Resolves once it has been given so many bytes. */
  reached(length: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#length >= length) resolve()
      else this.#awaited = { length, resolve }
    })
  }

  write(chunk: Uint8Array, callback: (cause?: unknown) => void): void {
    this.#chunks.push(b4a.from(chunk))
    this.#length += chunk.length
    if (this.#awaited && this.#length >= this.#awaited.length) this.#awaited.resolve()
    this.#waiting.push(callback)
    if (!this.#isWorking && this.#taking !== 'never') {
      this.#isWorking = true
      setTimeout(() => this.#work(), 0)
    }
  }

  #work(): void {
    const taking = this.#taking
    if (taking === 'never') return
    while (this.#waiting.length > 0) {
      const callback = this.#waiting.shift()
      if (taking instanceof Error) callback?.(taking)
      else callback?.()
      if (taking !== 'at once' && !(taking instanceof Error) && taking.below(STALL_EVERY) === 0) {
        setTimeout(() => this.#work(), taking.below(4))
        return
      }
    }
    this.#isWorking = false
  }
}

/** `size` random bytes. */
export function randomBytes(random: Random, size: number): Uint8Array {
  const bytes = b4a.alloc(size)
  for (let index = 0; index < size; index++) bytes[index] = random.below(256)
  return bytes
}

/** The same bytes in chunks of 1 to `most` bytes. */
export function cut(random: Random, bytes: Uint8Array, most: number): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let start = 0; start < bytes.length;) {
    const size = 1 + random.below(most)
    chunks.push(bytes.subarray(start, start + size))
    start += size
  }
  return chunks
}

export function systemError(code: string): Error {
  return Object.assign(new Error(`${code} happened`), { code })
}
