// A host that names a relay to a newcomer it cannot punch to: decided at the handshake, when the newcomer is known.
import { bytesOf, keyOf, type PublicKey } from '../base/key.ts'
import { b4a } from '../base/packages.ts'
import { FIREWALL, WatchedHandshake, type HandshakePayload } from '../network/handshake.ts'
import type { KeyPair, NodeAddress, ServerOptions } from 'hyperdht'

/** Who asks to connect. */
export interface Newcomer {
  key: PublicKey
  /** Whether it has said that all peers see it at one port. Plain peers say nothing. */
  isPunchable: boolean
}

export interface Caller extends Newcomer {
  /** Its public address, as the DHT node says that has passed on its handshake. */
  address: string | null
}

export interface RelayNamer {
  /** What kind our own NAT is of, in the numbers of FIREWALL. */
  readonly ownKind: number
  /** Whether there is any relay to name. */
  readonly isEmpty: boolean
  /** The relay for this newcomer, or null: it can do without, or must. */
  choose(newcomer: Caller): PublicKey | null
  /** Whether the host may connect to the relay that this newcomer has named. */
  mayMeet(key: PublicKey): boolean
}

const PUNCHABLE = new Set<number>([FIREWALL.open, FIREWALL.consistent])

export interface Naming extends Required<Pick<ServerOptions, 'relayThrough' | 'createHandshake'>> {
  /** To be called before the reply to a handshake is sent, with its payload and where it came from. */
  onAsked(payload: object, from: NodeAddress): void
}

/**
 * What a server needs to name relays. HyperDHT asks for a relay before it says to whom, and uses the bytes it was given
 * for the reply and to connect itself: so it gets bytes of its own each time, which are filled in when the reply is sent.
 * `refuse` gets those that were not: connecting to them has to fail.
 */
export function nameRelays(namer: RelayNamer, refuse: (relay: Uint8Array) => void): Naming {
  const origins = new WeakMap<object, NodeAddress>()
  return {
    onAsked: (payload, from) => origins.set(payload, from),
    relayThrough: () => (namer.isEmpty ? null : b4a.alloc(32)),
    createHandshake: (keyPair: KeyPair, peer) => {
      let heard: HandshakePayload | null = null
      return new WatchedHandshake(keyPair, peer, {
        onReceived: (payload, publicKey) => {
          heard = payload
          if (payload.relayThrough && !namer.mayMeet(keyOf(publicKey))) payload.relayThrough = null
        },
        onSend: (payload, publicKey) => {
          // Who has a relay then knows at once whether to use it. HyperDHT itself says more where it can.
          if (payload.firewall === FIREWALL.unknown) payload.firewall = namer.ownKind
          const { relayThrough } = payload
          if (!relayThrough) return
          const isPunchable = PUNCHABLE.has(heard?.firewall ?? FIREWALL.unknown)
          const address = (heard && origins.get(heard)?.host) ?? null
          const chosen = publicKey && namer.choose({ key: keyOf(publicKey), isPunchable, address })
          // A relay that the newcomer has named itself is as good, but two would not meet.
          const relay = chosen ? bytesOf(chosen) : heard?.relayThrough?.publicKey
          if (relay) return relayThrough.publicKey.set(relay)
          refuse(relayThrough.publicKey)
          payload.relayThrough = null
        }
      })
    }
  }
}
