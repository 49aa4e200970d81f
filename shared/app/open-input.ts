// Standard input of any kind: as a stream if the event loop can poll it, otherwise by our own reads from its
// current position to its end.
import fs from '#fs'
import process from '#process'
import { allows, isDevice, isUnnamedPipe, kindOf, openAgain } from './descriptor.ts'
import { FileInput } from './file-input.ts'
import type { Input, InputEvents } from './input.ts'
import { openStream } from './stream.ts'

/** Standard input; empty when the process was started without one (`<&-`). Does not read yet. */
export function openInput(): Input {
  const kind = kindOf(0)
  if (kind === 'closed') return new FileInput(fs.openSync('/dev/null', 'r'))
  // nohup replaces the terminal by a /dev/null that is open for writing only.
  if (!allows(0, 'reading')) return new FileInput(0)
  if (kind === 'terminal') return process.stdin
  // A named FIFO, reopened after its last writer has gone, never reports its end.
  if (kind === 'stream') return openStreamInput(isUnnamedPipe(0) ? openAgain(0) : null)
  // A blocking read of a device could delay our exit for ever.
  return new FileInput((isDevice(0) ? openAgain(0) : null) ?? 0)
}

function openStreamInput(own: number | null): Input {
  try {
    return openStream(0, own)
  } catch (cause) {
    return new FailedInput(cause)
  }
}

/** An input that cannot be read at all, which it reports as any other would. */
class FailedInput implements Input {
  readonly #cause: unknown

  constructor(cause: unknown) {
    this.#cause = cause
  }

  on<Event extends keyof InputEvents>(event: Event, listener: InputEvents[Event]): void {
    if (event === 'error') queueMicrotask(() => (listener as InputEvents['error'])(this.#cause))
  }

  pause(): void {}

  resume(): void {}
}
