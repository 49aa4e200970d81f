// When a peer's own encrypted stream has begun. A handshake comes through the DHT, can be replayed, and names
// any address to answer to: it proves nothing.
import type { Connection } from './node.ts'

/** What @hyperswarm/secret-stream sends first: the length of what follows, the stream's id, the cipher's header. */
const HEADER_BYTES = 3 + 32 + 24

/**
 * Calls `onBegun` once the peer's header has arrived and is right, which takes the secret of its handshake.
 * To be called at once with a connection that has just been accepted.
 */
export function onceBegun(connection: Connection, onBegun: () => void): void {
  let bytes = 0
  const onData = (chunk: Uint8Array): void => {
    bytes += chunk.length
    if (bytes < HEADER_BYTES) return
    connection.rawStream.off('data', onData)
    // It has read the header before us, and ends at one that is wrong.
    if (!connection.destroying) onBegun()
  }
  const listen = (): void => void connection.rawStream.on('data', onData)
  if (connection.connected) listen()
  else connection.once('connect', listen)
}
