// Standard output and error of any kind. Writers are called back once the system has accepted all of the bytes;
// nothing blocks while a reader is slow.
import { Timer } from '../base/clock.ts'
import { b4a } from '../base/packages.ts'
import { allows, kindOf, openAgain, type Descriptor } from './descriptor.ts'
import { FdOutlet } from './fd-outlet.ts'
import { FileOutlet } from './file-outlet.ts'
import type { Outlet } from './outlet.ts'
import { openStream } from './stream.ts'
import { StreamOutlet } from './stream-outlet.ts'

type OutputDescriptor = Exclude<Descriptor, 0>

const outlets = new Map<OutputDescriptor, CountingOutlet>()

/** For bulk data. */
export function dataOutlet(fd: OutputDescriptor): Outlet {
  return outletOf(fd, true)
}

/** For text: written as soon as the system accepts it, so that it survives a crash of the process. */
export function wordOutlet(fd: OutputDescriptor): Outlet {
  return outletOf(fd, false)
}

/** Prints on standard output. Throws ChatError OUTPUT_CLOSED or OUTPUT_FAILED. */
export async function print(text: string): Promise<void> {
  const failure = await new Promise<{ cause: unknown } | null>((resolve) => {
    const onDone = (cause?: unknown): void => resolve(cause === undefined ? null : { cause })
    wordOutlet(1).write(b4a.from(text), onDone)
  })
  if (failure === null) return
  const { outputError } = await import('../network/foreign-errors.ts')
  throw outputError(failure.cause)
}

/** Prints to standard error. Text it cannot accept is lost. */
export function say(text: string): void {
  wordOutlet(2).write(b4a.from(text), () => {})
}

/**
 * Resolves when everything written to `fd` was accepted by the system, or can never be, or when it has accepted nothing
 * for `stallMs`.
 */
export function flushed(fd: OutputDescriptor, stallMs = Infinity): Promise<void> {
  return new Promise((resolve) => {
    const outlet = outlets.get(fd)
    if (!outlet) {
      resolve()
      return
    }
    const look = (seen: number): Timer =>
      new Timer(stallMs, () => {
        if (outlet.accepted === seen) resolve()
        else timer = look(outlet.accepted)
      })
    let timer = look(outlet.accepted)
    outlet.write(b4a.alloc(0), () => {
      timer.cancel()
      resolve()
    })
  })
}

/** Counts the writes that the system has accepted. */
class CountingOutlet implements Outlet {
  accepted = 0
  readonly #outlet: Outlet

  constructor(outlet: Outlet) {
    this.#outlet = outlet
  }

  write(bytes: Uint8Array, onDone: (cause?: unknown) => void): void {
    this.#outlet.write(bytes, (cause) => {
      this.accepted++
      onDone(cause)
    })
  }
}

function outletOf(fd: OutputDescriptor, isBulk: boolean): Outlet {
  const outlet = outlets.get(fd) ?? new CountingOutlet(openOutlet(fd, isBulk))
  outlets.set(fd, outlet)
  return outlet
}

function openOutlet(fd: OutputDescriptor, isBulk: boolean): Outlet {
  const kind = kindOf(fd)
  if (kind === 'closed' || !allows(fd, 'writing')) return refusing(closed())
  // Writing to a file may take a while, but not for ever.
  if (kind === 'file') return isBulk ? new FileOutlet(fd) : new FdOutlet(fd)
  const own = openAgain(fd)
  if (kind === 'terminal' || (own !== null && !isBulk)) return new FdOutlet(own ?? fd)
  try {
    return new StreamOutlet(openStream(fd, own))
  } catch (cause) {
    return refusing(cause)
  }
}

/** For a descriptor that cannot be written. In Bare, the event loop's own files may have the number of a closed one. */
function refusing(cause: unknown): Outlet {
  return { write: (_, onDone) => onDone(cause) }
}

function closed(): Error {
  return Object.assign(new Error('It is closed'), { code: 'EBADF' })
}
