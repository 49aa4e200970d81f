// Writes to a descriptor in order and without delay. Bare's streams buffer writes for a moment, in which an error
// message, or the shell, could overtake them; Node's block the whole process when a terminal does not read.
import { codeOf } from '../base/errors.ts'
import { writeSomeSync } from '../base/write-all.ts'
import type { Outlet } from './outlet.ts'

/** Retry interval for a descriptor that accepts nothing at the moment: at first, and at most. */
const RETRY_MS = 1
const SLOW_RETRY_MS = 20

interface Write {
  /** The bytes not written yet. */
  rest: Uint8Array
  onDone: (cause?: unknown) => void
}

export class FdOutlet implements Outlet {
  readonly #fd: number
  readonly #writes: Write[] = []
  #retryMs = RETRY_MS
  #state: 'idle' | 'writing' | 'waiting' = 'idle'

  /** `fd` must refuse what it cannot take at once with EAGAIN, or the process blocks. */
  constructor(fd: number) {
    this.#fd = fd
  }

  write(bytes: Uint8Array, onDone: (cause?: unknown) => void): void {
    this.#writes.push({ rest: bytes, onDone })
    if (this.#state === 'idle') this.#writeOn()
  }

  #writeOn(): void {
    this.#state = 'writing'
    // The callback may write again.
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
