// A hand-made peer that asks a host to punch to addresses that are not its own.
import HyperDHT, { type KeyPair, type NodeAddress } from 'hyperdht'
import SecurePayload, { type PunchWord } from 'hyperdht/lib/secure-payload.js'
import { NoiseWrap } from '../../shared/base/packages.ts'
import { FIREWALL } from '../../shared/network/handshake.ts'
import type { Node } from '../../shared/network/node.ts'
import { HELLO } from './handshake.ts'

export interface Lie {
  /** What kind of NAT it says it has: FIREWALL. */
  firewall: number
  addresses: NodeAddress[]
}

interface Router {
  peerHandshake(
    target: Uint8Array,
    handshake: object,
    to: NodeAddress
  ): Promise<{ noise: Uint8Array }>
  peerHolepunch(target: Uint8Array, word: object, to: NodeAddress): Promise<{ payload: Uint8Array }>
}

interface HostAnswer {
  holepunch: {
    id: number
    relays: { relayAddress: NodeAddress; peerAddress: NodeAddress }[]
  } | null
}

/** Resolves with whether the host has said that it punches; false if it does not answer, or will not. */
export async function askToPunch(
  node: Node,
  hostKey: Uint8Array,
  lie: Lie,
  keyPair: KeyPair = HyperDHT.keyPair()
): Promise<boolean> {
  const { _router: router } = node as unknown as { _router: Router }
  const target = HyperDHT.hash(hostKey)
  const handshake = new NoiseWrap(keyPair, hostKey)
  const noise = handshake.send({ ...HELLO, firewall: FIREWALL.unknown })
  const via = await relayOf(node, hostKey)
  if (!via) return false
  const answer = await router.peerHandshake(target, { noise }, via).catch(() => null)
  if (!answer) return false
  const { holepunch } = handshake.recv(answer.noise) as unknown as HostAnswer
  const relay = holepunch?.relays[0]
  if (!holepunch || !relay) return false
  const secret = (handshake.final() as { holepunchSecret: Uint8Array }).holepunchSecret
  const payload = new SecurePayload(secret)
  const say = async (word: Partial<PunchWord>): Promise<PunchWord | null> => {
    const { relayAddress, peerAddress } = relay
    const message = {
      id: holepunch.id,
      payload: payload.encrypt({ ...WORD, ...lie, ...word }),
      peerAddress
    }
    const reply = await router.peerHolepunch(target, message, relayAddress).catch(() => null)
    return reply && payload.decrypt(reply.payload)
  }
  const first = await say({ round: 0 })
  const second = await say({ round: 1, punching: true, remoteToken: first?.token ?? null })
  return second?.punching ?? false
}

/** A node of the DHT that the host has announced itself to. */
async function relayOf(node: Node, hostKey: Uint8Array): Promise<NodeAddress | null> {
  const dht = node as unknown as {
    findPeer(key: Uint8Array): AsyncIterable<{ from: NodeAddress }>
  }
  for await (const { from } of dht.findPeer(hostKey)) return from
  return null
}

const WORD: PunchWord = {
  error: 0,
  firewall: FIREWALL.unknown,
  round: 0,
  connected: false,
  punching: false,
  addresses: null,
  remoteAddress: null,
  token: null,
  remoteToken: null
}
