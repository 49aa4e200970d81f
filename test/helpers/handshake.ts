// Hand-made handshakes: without a stream after them, and with a stream that does not match.
import type { KeyPair } from 'hyperdht'
import HyperDHT from 'hyperdht'
import { b4a, crypto, NoiseWrap } from '../../shared/base/packages.ts'
import type { Node } from '../../shared/network/node.ts'

/** hyperdht/lib/constants.js: whoever says so is written to without further ado. */
const FIREWALL_OPEN = 1

export interface HandshakeTo {
  /** Whose host it is. */
  hostKey: Uint8Array
  /** Where the host's node is. */
  address: { host: string; port: number }
}

/** Shakes hands with a host and sends nothing after that. Resolves with the packet, to be sent again. */
export async function shakeOnly(node: Node, to: HandshakeTo): Promise<Uint8Array> {
  const noise = new NoiseWrap(HyperDHT.keyPair(), to.hostKey).send({
    error: 0,
    firewall: FIREWALL_OPEN,
    holepunch: null,
    addresses4: [],
    addresses6: [],
    udx: { reusableSocket: false, id: 1 + Math.floor(Math.random() * 1e9), seq: 0 },
    secretStream: {},
    relayThrough: null,
    relayAddresses: null
  })
  await sendHandshake(node, to, noise)
  return noise
}

/** Sends the first packet of a handshake, whoever has made it. Resolves when it is answered, or never is. */
export async function sendHandshake(
  node: Node,
  { hostKey, address }: HandshakeTo,
  noise: Uint8Array
): Promise<void> {
  const { _router: router } = node as unknown as { _router: Router }
  const handshake = { noise, peerAddress: null }
  await router.peerHandshake(HyperDHT.hash(hostKey), handshake, address).catch(() => {})
}

interface Router {
  peerHandshake: (target: Uint8Array, handshake: object, to: object) => Promise<unknown>
}

/** Connects as somebody who has not the secret of the handshake: the stream that follows it is another's. */
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
