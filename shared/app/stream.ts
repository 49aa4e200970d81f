// FIFOs and sockets as streams of the event loop, without leaving them non-blocking for other processes.
import net from '#net'
import tty from '#tty'
import type { Duplex } from 'node:stream'
import { isBlocking, type Descriptor } from './descriptor.ts'
import { runtime } from './runtime.ts'

/** Streams on descriptors that Bare has made non-blocking, in every process that shares them. */
const changed = new Map<Descriptor, Duplex>()

/**
 * A stream on `own`, which is `fd` opened again, or on `fd` itself when that is null. Throws for a socket that the
 * event loop cannot poll.
 */
export function openStream(fd: Descriptor, own: number | null): Duplex {
  if (runtime === 'node') {
    // Node restores the descriptors itself. If the end is read before anyone listens, nobody is notified of it.
    const direction = { readable: fd === 0, writable: fd !== 0 }
    try {
      return new net.Socket({ fd: own ?? fd, ...direction, manualStart: true })
    } catch {
      throw unsupported()
    }
  }
  const wasBlocking = isBlocking(fd)
  const stream: Duplex & { pending?: boolean } = new net(own ?? fd, { eagerOpen: false })
  if (stream.pending) {
    // It fails later, too, when nobody listens yet.
    stream.on('error', () => {})
    throw unsupported()
  }
  // Otherwise it would read what is for standard input, if both are one socket.
  if (fd !== 0) stream._read = () => {}
  if (own === null && wasBlocking) changed.set(fd, stream)
  return stream
}

/** As for sockets of datagrams. */
function unsupported(): Error {
  return new Error('sockets of this kind are not supported')
}

/**
 * Restores the descriptors: the next program of the shell would fail on a non-blocking one. Must come last, because
 * it ends the streams on them.
 */
export function giveBack(): void {
  for (const [fd, stream] of changed) {
    // The event loop must not have two of its streams on one descriptor.
    stream.destroy()
    try {
      // bare-tty sets it to blocking, then throws because it is not a terminal. Bare offers no other way.
      void new tty.WriteStream(fd)
    } catch {
      // Not a terminal, as expected.
    }
  }
  changed.clear()
}
