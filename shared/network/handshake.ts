// A handshake of HyperDHT whose payloads can be looked at, and changed, before they are sent and once they have arrived.
// Relies on hyperdht/lib/noise-wrap.js, which is not public: HyperDHT has no other place that tells when a peer answers,
// or who it is before a relay is named to it. test/shared/network/handshake.test.ts fails when an update changes it.
import type { KeyPair, NodeAddress } from 'hyperdht'
import { NoiseWrap } from '../base/packages.ts'

/** What HyperDHT's ends know of their own firewalls, in the numbers of its wire (hyperdht/lib/constants.js). */
export const FIREWALL = { unknown: 0, open: 1, consistent: 2, random: 3 } as const

/** What a node knows of its own NAT: unknown before any other has answered. */
export function kindOf({ host, randomized }: { host: string | null; randomized: boolean }): number {
  if (host === null) return FIREWALL.unknown
  return randomized ? FIREWALL.random : FIREWALL.consistent
}

/** What we use of what an end says of itself in its handshake. */
export interface HandshakePayload {
  firewall: number
  /** Its public address if it is open, and those it has on its own network. */
  addresses4?: NodeAddress[] | null
  /** The relay to meet at, and what tells this meeting from others there. */
  relayThrough?: { publicKey: Uint8Array; token: Uint8Array } | null
}

export interface HandshakeWatcher {
  /** Called before our own payload is sent, and may change it. `peer` is null if it is not known. */
  onSend?: (payload: HandshakePayload, peer: Uint8Array | null) => void
  /** Called with the peer's payload, and may change it. */
  onReceived?: (payload: HandshakePayload, peer: Uint8Array) => void
}

export class WatchedHandshake extends NoiseWrap {
  readonly #watcher: HandshakeWatcher

  /** `peer` is null at the end that listens. */
  constructor(keyPair: KeyPair, peer: Uint8Array | null, watcher: HandshakeWatcher) {
    super(keyPair, peer)
    this.#watcher = watcher
  }

  override send(payload: HandshakePayload): Uint8Array {
    this.#watcher.onSend?.(payload, this.remotePublicKey)
    return super.send(payload)
  }

  override recv(bytes: Uint8Array): HandshakePayload {
    const payload = super.recv(bytes)
    if (this.remotePublicKey) this.#watcher.onReceived?.(payload, this.remotePublicKey)
    return payload
  }
}
