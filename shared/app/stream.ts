// FIFOs and sockets as streams of the event loop, whose O_NONBLOCK nobody else is to see.
import net from '#net'
import tty from '#tty'
import type { Duplex } from 'node:stream'
import { isBlocking, type Descriptor } from './descriptor.ts'
import { runtime } from './runtime.ts'

/** Streams on descriptors that Bare has made non-blocking, in every process that shares them. */
const changed = new Map<Descriptor, Duplex>()

/**
 * A stream on `own`, which is `fd` opened again, or on `fd` itself when that is null. Throws when the event loop
 * cannot wait for such a socket.
 */
export function openStream(fd: Descriptor, own: number | null): Duplex {
  if (runtime === 'node') {
    // Node itself gives the descriptors back as it found them. An end that is read before anyone listens would be
    // told to nobody.
    const direction = { readable: fd === 0, writable: fd !== 0 }
    return new net.Socket({ fd: own ?? fd, ...direction, manualStart: true })
  }
  const wasBlocking = isBlocking(fd)
  const stream = new net(own ?? fd, { eagerOpen: false })
  // It would take what is for standard input, where both are one socket.
  if (fd !== 0) stream._read = () => {}
  if (own === null && wasBlocking) changed.set(fd, stream)
  return stream
}

/**
 * Gives the descriptors back as they were: whatever the shell starts next would fail on one that is non-blocking.
 * The last thing to do, since this ends the streams on them.
 */
export function giveBack(): void {
  for (const [fd, stream] of changed) {
    // The event loop must not find two of its streams on one descriptor.
    stream.destroy()
    try {
      // bare-tty sets it to blocking, and then finds it to be no terminal. Bare offers no other way.
      void new tty.WriteStream(fd)
    } catch {
      // That it is no terminal.
    }
  }
  changed.clear()
}
