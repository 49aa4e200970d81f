// Detects that a peer's encrypted stream has begun. A handshake comes through the DHT, can be replayed, and names any
// address for the answer: it proves nothing.
import type { Connection } from './node.ts'

/** What @hyperswarm/secret-stream sends first: a frame length, the stream's id, the cipher's header. */
const HEADER_BYTES = 3 + 32 + 24

/**
 * Calls `onBegun` once the peer's header has arrived and is valid, which takes the secret of its handshake. Call at
 * once with a newly accepted connection.
 */
export function onceBegun(connection: Connection, onBegun: () => void): void {
  let bytes = 0
  const onData = (chunk: Uint8Array): void => {
    bytes += chunk.length
    if (bytes < HEADER_BYTES) return
    connection.rawStream.off('data', onData)
    // secret-stream has read the header before us, and destroys the connection if it is invalid.
    if (!connection.destroying) onBegun()
  }
  const listen = (): void => void connection.rawStream.on('data', onData)
  if (connection.connected) listen()
  else connection.once('connect', listen)
}
