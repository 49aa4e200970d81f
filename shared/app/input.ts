// Standard input, whatever it is: what the event loop can wait for as a stream, everything else by our own
// reads, from where it stands to its end.
import fs from '#fs'
import process from '#process'
import { allows, isDevice, isUnnamedPipe, kindOf, openAgain } from './descriptor.ts'
import { FileInput } from './file-input.ts'
import { openStream } from './stream.ts'

/** What is used of a stream to read it. It may give a chunk or two after it was paused. */
export interface Input {
  /** True for a terminal. */
  readonly isTTY?: boolean
  on<Event extends keyof InputEvents>(event: Event, listener: InputEvents[Event]): unknown
  pause(): unknown
  resume(): unknown
}

export interface InputEvents {
  data: (chunk: Uint8Array) => void
  end: () => void
  error: (cause: unknown) => void
}

/** Standard input; empty when the process was started without one (`<&-`). Reads nothing yet. */
export function openInput(): Input {
  const kind = kindOf(0)
  if (kind === 'closed') return new FileInput(fs.openSync('/dev/null', 'r'))
  // As from nohup, which puts a /dev/null in place of the terminal that can only be written.
  if (!allows(0, 'reading')) return new FileInput(0)
  if (kind === 'terminal') return process.stdin
  // A FIFO with a name, opened anew when its last writer has gone, never says that it has ended.
  if (kind === 'stream') return openStream(0, isUnnamedPipe(0) ? openAgain(0) : null)
  // A device might hold a read, and with it our exit, for ever.
  return new FileInput((isDevice(0) ? openAgain(0) : null) ?? 0)
}
