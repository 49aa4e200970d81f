// One attempt to connect, and its stages.
import type { Connection, KeyPair } from 'hyperdht'
import { Attempt } from './attempt.ts'
import { Timer } from '../base/clock.ts'
import { ChatError } from '../base/errors.ts'
import { bytesOf, type PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import type { Node } from './dht-node.ts'
import type { DialStage } from './dial-stage.ts'
import { connectError, NO_FACTS } from './foreign-errors.ts'
import { guard } from './guard.ts'
import { FIREWALL, kindOf, WatchedHandshake, type HandshakeWatcher } from './handshake.ts'
import { makeRoom } from './punch-slots.ts'
import type { Traffic } from './traffic.ts'

export interface DialOptions {
  keyPair: KeyPair
  /** The limits of the connection until it is known what the host is. */
  traffic: Traffic
  /** A relay to meet at while there is no direct path; null for none. */
  relay?: PublicKey | null
  /**
   * Told, once the host has answered, what it says of its NAT (FIREWALL; plain hosts say nothing). Where it is true and
   * there is no relay, the attempt ends.
   */
  isHopeless?: (hostKind: number) => boolean
  /** Use no relay, not even one that the host names. */
  isDirect?: boolean
  onStage: (stage: DialStage) => void
}

const attempts = new WeakMap<Connection, Attempt>()

/** Starts to connect. Data written to the connection from now on is sent with its first packets. */
export function dial(
  node: Node,
  hostKey: PublicKey,
  {
    keyPair,
    traffic,
    relay = null,
    isHopeless = () => false,
    isDirect = false,
    onStage
  }: DialOptions
): Connection {
  let isRelayed = relay !== null
  const onGivenUp = (): void => {
    if (!isRelayed) connection.destroy(new ChatError('PUNCH_FAILED'))
  }
  const attempt = new Attempt({ node, onGivenUp })
  const relayAddresses = node.relaysOf(hostKey)
  // HyperDHT does not report when a host answers, and a host that never answers may be a private one.
  const watcher: HandshakeWatcher = {
    onReceived: (payload) => {
      if (isDirect) payload.relayThrough = null
      isRelayed ||= Boolean(payload.relayThrough)
      attempt.answered(payload)
      onStage('answered')
      if (isHopeless(payload.firewall) && !isRelayed) {
        connection.destroy(new ChatError('BOTH_RANDOM'))
        return
      }
      // Not before HyperDHT has taken note of the answer.
      setTimeout(() => node.endLookup(relayAddresses), 0)
    },
    // A host behind a random NAT can then name us a relay at once, or knows that it need not. HyperDHT itself tells more.
    onSend: (payload) => {
      if (payload.firewall === FIREWALL.unknown)
        payload.firewall = isDirect ? Math.min(kindOf(node), FIREWALL.consistent) : kindOf(node)
    }
  }
  const stopWatching = node.watchLookup(hostKey, () => onStage('found'))
  const connection = node.connect(bytesOf(hostKey), {
    keyPair,
    relayAddresses,
    relayThrough: relay && bytesOf(relay),
    createHandshake: (pair, remote) => new WatchedHandshake(pair, remote, watcher),
    holepunch: (host, own, addresses) => {
      attempt.punching(host, own)
      onStage('punching')
      // A host dials too: relays.
      return makeRoom(node, [host, own], addresses)
    }
  })
  guard(connection, traffic)
  attempts.set(connection, attempt)
  const offline = new Timer(LIMITS.offlineMs, () => {
    // HyperDHT itself would go on for three quarters of a minute.
    if (!attempt.facts.isOnline) connection.destroy(new ChatError('NETWORK_UNREACHABLE'))
  })
  const settle = (): void => {
    stopWatching()
    offline.cancel()
    attempt.end()
  }
  connection.once('open', () => {
    node.punches.begun(connection)
    settle()
  })
  connection.once('close', settle)
  return connection
}

/** Resolves when a dialled connection is open. Rejects with a ChatError. */
export function opened(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void =>
      reject(connectError(cause, attempts.get(connection)?.facts ?? NO_FACTS))
    connection.once('open', resolve)
    connection.once('error', fail)
    connection.once('close', () => fail(null))
  })
}
