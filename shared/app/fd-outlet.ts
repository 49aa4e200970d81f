// Writes to a descriptor in order and at once. The streams of Bare keep what is written for a moment, in which an
// error, or the shell, would get ahead of it; those of Node stop the whole process when a terminal takes nothing.
import { codeOf } from '../base/errors.ts'
import { writeSomeSync } from '../base/write-all.ts'
import type { Outlet } from './outlet.ts'

/** How soon to ask one that takes nothing at the moment again: at first, and at most. */
const RETRY_MS = 1
const SLOW_RETRY_MS = 20

interface Write {
  /** What is not written yet. */
  rest: Uint8Array
  onDone: (cause?: unknown) => void
}

export class FdOutlet implements Outlet {
  readonly #fd: number
  readonly #writes: Write[] = []
  #retryMs = RETRY_MS
  #state: 'idle' | 'writing' | 'waiting' = 'idle'

  /** Whatever `fd` cannot take at once it has to refuse with EAGAIN, or the process stands still. */
  constructor(fd: number) {
    this.#fd = fd
  }

  write(bytes: Uint8Array, onDone: (cause?: unknown) => void): void {
    this.#writes.push({ rest: bytes, onDone })
    if (this.#state === 'idle') this.#writeOn()
  }

  #writeOn(): void {
    this.#state = 'writing'
    // Whoever is called back may write.
    for (let write = this.#writes[0]; write !== undefined; write = this.#writes[0]) {
      try {
        this.#push(write)
      } catch (cause) {
        if (codeOf(cause) === 'EAGAIN') {
          this.#wait()
          return
        }
        for (const { onDone } of this.#writes.splice(0)) onDone(cause)
        continue
      }
      this.#writes.shift()
      write.onDone()
    }
    this.#state = 'idle'
  }

  #push(write: Write): void {
    while (write.rest.length > 0) {
      write.rest = write.rest.subarray(writeSomeSync(this.#fd, write.rest))
      this.#retryMs = RETRY_MS
    }
  }

  #wait(): void {
    this.#state = 'waiting'
    setTimeout(() => this.#writeOn(), this.#retryMs)
    this.#retryMs = Math.min(this.#retryMs * 2, SLOW_RETRY_MS)
  }
}
