// One attempt to connect, and its stages.
import type { KeyPair } from 'hyperdht'
import { connectError } from './foreign-errors.ts'
import { guard } from './guard.ts'
import { FIREWALL, WatchedHandshake, type HandshakeWatcher } from './handshake.ts'
import type { Connection, Node } from './node.ts'
import type { Traffic } from './traffic.ts'

/** A node knows where the host is; the host has answered; a path through firewalls is being opened. */
export type DialStage = 'found' | 'answered' | 'punching'

export interface DialOptions {
  keyPair: KeyPair
  /** The limits of the connection until it is known what the host is. */
  traffic: Traffic
  /** A relay to meet at while there is no direct path; null for none. */
  relay?: Uint8Array | null
  onStage: (stage: DialStage) => void
}

/** Starts to connect. Data written to the connection from now on is sent with its first packets. */
export function dial(
  node: Node,
  hostKey: Uint8Array,
  { keyPair, traffic, relay = null, onStage }: DialOptions
): Connection {
  const relayAddresses = node.relaysOf(hostKey)
  // HyperDHT does not report when a host answers, and a host that never answers may be a private one.
  const watcher: HandshakeWatcher = {
    onReceived: () => {
      onStage('answered')
      // Not before HyperDHT has taken note of the answer.
      setTimeout(() => node.endLookup(relayAddresses), 0)
    },
    // A host that is random too can name us a relay at once, instead of finding out in vain.
    onSend: (payload) => {
      if (node.randomized && payload.firewall === FIREWALL.unknown)
        payload.firewall = FIREWALL.random
    }
  }
  const stopWatching = node.watchLookup(hostKey, () => onStage('found'))
  const connection = node.connect(hostKey, {
    keyPair,
    relayAddresses,
    relayThrough: relay,
    createHandshake: (pair, remote) => new WatchedHandshake(pair, remote, watcher),
    holepunch: () => {
      onStage('punching')
      return true
    }
  })
  guard(connection, traffic)
  connection.once('open', stopWatching)
  connection.once('close', stopWatching)
  return connection
}

/** Resolves when a dialled connection is open. Rejects with a ChatError. */
export function opened(connection: Connection, node: Node): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('open', resolve)
    connection.once('error', (cause) => reject(connectError(cause, node.host !== null)))
    connection.once('close', () => reject(connectError(null, node.host !== null)))
  })
}
