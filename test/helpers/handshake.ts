// Hand-made handshakes: without a stream after them, and with a stream that does not match.
import type { KeyPair } from 'hyperdht'
import HyperDHT from 'hyperdht'
import { b4a, crypto, NoiseWrap } from '../../shared/base/packages.ts'
import type { Node } from '../../shared/network/node.ts'

/** hyperdht/lib/constants.js: a peer that claims this is written to at once. */
const FIREWALL_OPEN = 1

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
  const noise = new NoiseWrap(HyperDHT.keyPair(), to.hostKey).send({
    error: 0,
    firewall: FIREWALL_OPEN,
    holepunch: null,
    addresses4: [],
    addresses6: [],
    udx: { reusableSocket: false, id: 1 + Math.floor(Math.random() * 1e9), seq: 0 },
    secretStream: {},
    relayThrough: null,
    relayAddresses: null,
    ...more
  })
  await sendHandshake(node, to, noise)
  return noise
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
