// A relay in a DHT of its own, and peers that nothing else leads from one to the other.
import type { Assertions } from 'brittle'
import { Deferred } from '../../shared/base/deferred.ts'
import { bytesOf, type PublicKey } from '../../shared/base/key.ts'
import { HyperDHT } from '../../shared/base/packages.ts'
import { Listener } from '../../shared/network/listener.ts'
import { createNode, type Connection, type Node } from '../../shared/network/node.ts'
import { TRAFFIC } from '../../shared/network/traffic.ts'
import { Carrier, type CarrierOptions } from '../../shared/relay/carrier.ts'
import { nameRelays } from '../../shared/relay/naming.ts'
import { behindNat } from './behind-nat.ts'
import { RawPeer } from './frames.ts'
import { bootstrapOf, privateDht } from './private-dht.ts'
import { relayOpen } from './relay-frames.ts'

// Nothing but a relay leads from one to the other.
const BLOCKED = { holepunch: () => false, shareLocalAddress: false }
const BLOCKED_TOO = { fastOpen: false, localConnection: false, holepunch: () => false }

export interface RelayPlace {
  relay: PublicKey
  host: Node
  client: Node
  other: Node
}

/** What serves those who come to a relay. */
interface Relay {
  serve(listener: Pick<Listener, 'serve'>): void
  close(): void
}

/** `create` makes the relay; one of ours unless given. */
export async function relayPlace(
  t: Assertions,
  options: Partial<CarrierOptions> = {},
  create: (node: Node) => Relay = (node) =>
    new Carrier({ node, bytesPerSecond: Infinity, ...options })
): Promise<RelayPlace> {
  const bootstrap = bootstrapOf(await privateDht(t)).split(',')
  const [node, host, client, other] = [1, 2, 3, 4].map(() => createNode({ bootstrap }))
  if (!node || !host || !client || !other) throw new Error('no nodes')
  for (const each of [host, client, other]) behindNat(each)
  const relay = create(node)
  const listener = new Listener({ node, keyPair: HyperDHT.keyPair(), traffic: TRAFFIC.relay })
  t.teardown(async () => {
    relay.close()
    await Promise.all([listener.close(), host.destroy(), client.destroy(), other.destroy()])
  })
  await listener.ready()
  relay.serve(listener)
  return { relay: listener.publicKey, host, client, other }
}

export interface Met {
  atHost: Connection
  connection: Connection
  /** Connects another time. */
  again: (node: Node) => Connection
}

/** A connection that the host has named the relay for. */
export async function meetAt(
  t: Assertions,
  { host, client, relay }: Pick<RelayPlace, 'host' | 'client' | 'relay'>
): Promise<Met> {
  const keys = HyperDHT.keyPair()
  const namer = { ownKind: 0, isEmpty: false, choose: () => relay, mayMeet: () => true }
  const accepted = new Deferred<Connection>()
  const options = { ...BLOCKED, ...nameRelays(namer, host.relays.refuse) }
  await host.createServer(options, accepted.resolve).listen(keys)
  const again = (node: Node): Connection => {
    const connection = node.connect(keys.publicKey, BLOCKED_TOO)
    connection.on('error', () => {})
    t.teardown(() => connection.destroy())
    return connection
  }
  const connection = again(client)
  const atHost = await accepted.promise
  atHost.on('error', () => {})
  await connection.opened
  return { atHost, connection, again }
}

/** Speaks to a relay frame by frame. */
export async function speakTo(
  t: Assertions,
  node: Node,
  relay: PublicKey,
  keyPair = HyperDHT.keyPair()
): Promise<RawPeer> {
  const connection = node.connect(bytesOf(relay), { keyPair })
  connection.on('error', () => {})
  t.teardown(() => connection.destroy())
  if (!(await connection.opened)) throw new Error('not admitted')
  const peer = new RawPeer(connection)
  peer.write(relayOpen(keyPair.publicKey))
  return peer
}
