// Hand-made handshakes: without a stream after them, and with a stream that does not match.
import type { KeyPair } from 'hyperdht'
import HyperDHT from 'hyperdht'
import { b4a, crypto, encoding, NoiseWrap } from '../../shared/base/packages.ts'
import { FIREWALL } from '../../shared/network/handshake.ts'
import type { Node } from '../../shared/network/node.ts'

/** hyperdht/lib/constants.js, messages.js and router.js. */
const PEER_HANDSHAKE = 0
const HAS_PEER = 1
const FROM_RELAY = 2

/** What a peer says of itself: that it is open, so that it is written to at once. */
export const HELLO = {
  error: 0,
  firewall: FIREWALL.open,
  holepunch: null,
  addresses4: [],
  addresses6: [],
  udx: { reusableSocket: false, id: 1, seq: 0 },
  secretStream: {},
  relayThrough: null,
  relayAddresses: null
}

export interface HandshakeTo {
  /** Whose host it is. */
  hostKey: Uint8Array
  /** Where the host's node is. */
  address: Address
  /** A node of the DHT that passes it on; without, the host takes the peer for one with an open path. */
  via?: Address
}

interface Address {
  host: string
  port: number
}

/** Performs a handshake with a host and sends nothing after it. Resolves with the packet, for sending again. */
export async function shakeOnly(
  node: Node,
  to: HandshakeTo,
  more: object = {}
): Promise<Uint8Array> {
  const udx = { ...HELLO.udx, id: 1 + Math.floor(Math.random() * 1e9) }
  const noise = new NoiseWrap(HyperDHT.keyPair(), to.hostKey).send({ ...HELLO, udx, ...more })
  await sendHandshake(node, to, noise)
  return noise
}

/** Performs a handshake that says that it comes from `peer`, which anybody may say, and that nothing is in between. */
export async function shakeAs(
  node: Node,
  { hostKey, address }: HandshakeTo,
  peer: Address,
  { keyPair = HyperDHT.keyPair(), id = 1 } = {}
): Promise<void> {
  const noise = new NoiseWrap(keyPair, hostKey).send({ ...HELLO, udx: { ...HELLO.udx, id } })
  const { port } = peer
  const host = peer.host.split('.').map(Number)
  const value = b4a.concat([
    b4a.from([HAS_PEER, FROM_RELAY]),
    encoding.encode(encoding.buffer, noise),
    b4a.from([...host, port % 256, port >> 8])
  ])
  const dht = node as unknown as {
    request(message: object, to: Address, options: object): Promise<unknown>
  }
  const message = { command: PEER_HANDSHAKE, target: HyperDHT.hash(hostKey), value, internal: true }
  // The answer goes to `peer`, too.
  await dht.request(message, address, { retry: false }).catch(() => {})
}

/** Sends the first packet of a handshake, perhaps somebody else's. Resolves once it is answered or has timed out. */
export async function sendHandshake(
  node: Node,
  { hostKey, address, via }: HandshakeTo,
  noise: Uint8Array
): Promise<void> {
  const { _router: router } = node as unknown as { _router: Router }
  const handshake = { noise, peerAddress: null, relayAddress: via ? address : null }
  await router.peerHandshake(HyperDHT.hash(hostKey), handshake, via ?? address).catch(() => {})
}

interface Router {
  peerHandshake: (target: Uint8Array, handshake: object, to: object) => Promise<unknown>
}

/** Connects without the secret of the handshake: the stream after it does not match. */
export function connectWithoutSecret(node: Node, hostKey: Uint8Array): void {
  class Guessed extends NoiseWrap {
    override final(): object {
      return { ...super.final(), hash: b4a.from(crypto.randomBytes(64)) }
    }
  }
  const keyPair: KeyPair = HyperDHT.keyPair()
  const createHandshake = (pair: KeyPair, remote: Uint8Array): Guessed => new Guessed(pair, remote)
  const connection = node.connect(hostKey, { keyPair, createHandshake })
  connection.on('error', () => {})
}

export function portOf(node: Node): number {
  return (node as unknown as { address(): Address }).address().port
}
