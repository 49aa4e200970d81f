// Connects to the host.
import { connectError } from '../shared/errors.ts'
import type { KeyPair } from '../shared/keypair.ts'
import type { Connection, HyperDHT } from '../shared/network.ts'

export interface ConnectOptions {
  node: HyperDHT
  hostKey: Uint8Array
  keyPair: KeyPair
}

/**
 * Opens a connection to the host that listens on `hostKey`.
 * Throws a ChatError with exit code 3 (not found, unreachable) or 4 (refused).
 */
export function connect({ node, hostKey, keyPair }: ConnectOptions): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const connection = node.connect(hostKey, { keyPair })
    const fail = (cause: Error): void => reject(connectError(cause, node.host !== null))
    connection.once('error', fail)
    connection.once('open', () => {
      connection.off('error', fail)
      resolve(connection)
    })
  })
}
