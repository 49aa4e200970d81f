// Writes to a stream of the event loop, and knows what of it is written.
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
      // Bare calls back without a cause for what a broken stream has dropped; the cause comes as its error.
      if (!cause && !isBroken(this.#stream)) this.#writes.shift()?.()
    })
  }

  #fail(cause: unknown): void {
    this.#failure ??= { cause }
    for (const onDone of this.#writes.splice(0)) onDone(cause)
  }
}

/** bare-stream knows that it is going to be destroyed earlier than that it is. */
function isBroken(stream: NodeJS.WritableStream): boolean {
  const { destroyed = false, destroying = false } = stream as {
    destroyed?: boolean
    destroying?: boolean
  }
  return destroyed || destroying
}
