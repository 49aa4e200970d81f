// A relayed stream moves to a direct path when one opens, and udx does that at once: what it has sent before and was lost is
// sent again from the new port to the old address, and a NAT in front of the relay lets nothing in from there. The stream
// stands still, and does not fail for half a minute. So it moves as soon as all that was sent has arrived, and sends nothing
// new until then. A plain peer at the other end still moves at once.
// Relies on private parts of udx-native's streams and sockets: test/shared/network/moving.test.ts fails when an update
// changes them.
import type { RawStream } from 'hyperdht'
import { holdWrites, type Writing } from './held-writes.ts'

export interface UdxSocket {
  /** A socket that no stream uses may be closed. */
  _addStream(stream: object): void
  _removeStream(stream: object): void
}

/** What is used here of a stream of udx-native. */
export interface UdxStream extends RawStream, Writing {
  changeRemote(socket: UdxSocket, id: number, port: number, host: string): Promise<void> | null
  /** All requests to write, and those of them that are over: the other end has acknowledged what they wrote. */
  readonly _wreqs: { length: number }
  readonly _wfree: { length: number }
  /** Waits for as many requests as are `missing`. */
  readonly _flushes: { flush: number; missing: number; resolve: () => void }[]
  _flushing: number
}

/** Changes the stream, and returns it. */
export function moveWhole(stream: UdxStream): UdxStream {
  const changeRemote = stream.changeRemote.bind(stream)
  let moved: Promise<void> | null = null
  stream.changeRemote = (socket, ...to) => {
    if (isAcknowledged(stream)) return changeRemote(socket, ...to)
    socket._addStream(stream)
    stream.once('close', () => socket._removeStream(stream))
    moved ??= moveLater(stream, () => changeRemote(socket, ...to)).finally(() => (moved = null))
    return moved
  }
  return stream
}

async function moveLater(stream: UdxStream, move: () => Promise<void> | null): Promise<void> {
  const release = holdWrites(stream)
  await new Promise<void>((resolve) => {
    const missing = stream._wreqs.length - stream._wfree.length
    // udx takes note of an acknowledgement only after it has told of it.
    const onLast = (): void => void setTimeout(resolve, 0)
    stream._flushes.push({ flush: stream._flushing++, missing, resolve: onLast })
  })
  let moving: Promise<void> | null
  try {
    moving = move()
  } finally {
    release()
  }
  await moving
}

function isAcknowledged({ _wreqs, _wfree }: UdxStream): boolean {
  return _wreqs.length === _wfree.length
}
