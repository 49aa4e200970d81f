// Writes to a stream of the event loop, and tracks which writes are complete.
import type { Outlet } from './outlet.ts'

export class StreamOutlet implements Outlet {
  readonly #stream: NodeJS.WritableStream
  readonly #writes: ((cause?: unknown) => void)[] = []
  #failure: { cause: unknown } | null = null

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream
    stream.on('error', (cause) => this.#fail(cause))
    stream.on('close', () => {
      this.#fail(Object.assign(new Error('The stream is closed'), { code: 'EPIPE' }))
    })
  }

  write(bytes: Uint8Array, onDone: (cause?: unknown) => void): void {
    if (this.#failure) {
      onDone(this.#failure.cause)
      return
    }
    this.#writes.push(onDone)
    this.#stream.write(bytes, (cause) => {
      // Bare calls back without an error for writes that a broken stream dropped; the error is emitted separately.
      if (!cause && !isBroken(this.#stream)) this.#writes.shift()?.()
    })
  }

  #fail(cause: unknown): void {
    this.#failure ??= { cause }
    for (const onDone of this.#writes.splice(0)) onDone(cause)
  }
}

/** bare-stream sets `destroying` earlier than `destroyed`. */
function isBroken(stream: NodeJS.WritableStream): boolean {
  const { destroyed = false, destroying = false } = stream as {
    destroyed?: boolean
    destroying?: boolean
  }
  return destroyed || destroying
}
