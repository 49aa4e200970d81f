// Hand-made frames between a relay and a peer that would meet others there (blind-relay 1.6).
import b4a from 'b4a'
import * as encoding from 'compact-encoding'
import { RELAY_PROTOCOL } from '../../shared/network/relay-connection.ts'

/** Opens the channel as the owner of this key. */
export function relayOpen(publicKey: Uint8Array): Uint8Array {
  const protocol = encoding.encode(encoding.string, RELAY_PROTOCOL)
  return b4a.concat([b4a.from([0, 1, 1]), protocol, encoding.encode(encoding.buffer, publicKey)])
}

/** Asks to be paired with who says the same token from the other side. `id`: of the stream to carry. */
export function pairFrame(isInitiator: boolean, token: Uint8Array, id = 1): Uint8Array {
  const numbers = [id, 0].map((number) => encoding.encode(encoding.uint, number))
  return b4a.concat([b4a.from([1, 0, isInitiator ? 1 : 0]), token, ...numbers])
}

/** The relay's stream for this peer, as it says in its answer. */
export function pairedId(answer: Uint8Array): number {
  return encoding.decode(encoding.uint, answer.subarray(3 + 32))
}

export function unpairFrame(token: Uint8Array): Uint8Array {
  return b4a.concat([b4a.from([1, 1, 0]), token])
}
