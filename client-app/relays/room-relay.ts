// A member that relays for newcomers its host has vouched for, while the host wants it.
import { keyOf, type PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { HyperDHT } from '../../shared/base/packages.ts'
import { Listener } from '../../shared/network/listener.ts'
import type { Node } from '../../shared/network/node.ts'
import { TRAFFIC } from '../../shared/network/traffic.ts'
import { Carrier, type Load } from '../../shared/relay/carrier.ts'
import type { RelayWord } from '../../shared/room/relaying.ts'
import { Vouchers } from './vouchers.ts'

export interface RoomRelayOptions {
  node: Node
  hostKey: PublicKey
  bytesPerSecond: number
  /** It relays for others from now on: said once. */
  onOffered: () => void
  onLoad: (load: Load) => void
  vouchers?: Vouchers
}

/** What a member's part in relaying needs of the channel to its host. */
export interface HostChannel {
  relay(word: RelayWord): void
  listen(handlers: { onRelay: (word: RelayWord) => void }): void
}

/** The host asks another one at once. */
const NO_OFFER: RelayWord = { kind: 'offer', key: null, isOpen: false }

type OnConnection = Parameters<Listener['serve']>[0]

export class RoomRelay {
  readonly #options: RoomRelayOptions
  readonly #vouchers: Vouchers
  #channel: Pick<HostChannel, 'relay'> | null = null
  /** Where the host has asked for a relay. */
  #asker: Pick<HostChannel, 'relay'> | null = null
  #service: { listener: Listener; carrier: Carrier } | null = null
  #hasOffered = false
  #load: Load | null = null
  #closing: Promise<void> | null = null

  constructor(options: RoomRelayOptions) {
    this.#options = options
    this.#vouchers = options.vouchers ?? new Vouchers(options.hostKey)
  }

  /** What it carries now; null for nothing. */
  get load(): Load | null {
    return this.#load
  }

  /** Serves the host at the other end of `channel` from now on. */
  attach(channel: Pick<HostChannel, 'relay'>): void {
    this.#channel = channel
  }

  /** Lets everybody go, once they have had time to move to other relays. */
  close(): Promise<void> {
    return (this.#closing ??= this.#leave())
  }

  async hear(word: RelayWord): Promise<void> {
    if (word.kind === 'vouch') this.#vouchers.give(word.key)
    const channel = this.#channel
    if (word.kind !== 'wanted' || this.#closing || !channel) return
    this.#asker = channel
    const { node } = this.#options
    // Who is seen at another port by everybody is as hard to reach as the host.
    if (node.randomized) return channel.relay(NO_OFFER)
    const { listener } = (this.#service ??= this.#open())
    try {
      await listener.ready()
    } catch {
      // No DHT node accepts the announcement: nobody would find it.
      this.#service = null
      if (this.#channel === channel) channel.relay(NO_OFFER)
      return
    }
    if (this.#channel !== channel || listener.closing) return
    channel.relay({ kind: 'offer', key: listener.publicKey, isOpen: !node.firewalled })
    if (!this.#hasOffered) this.#options.onOffered()
    this.#hasOffered = true
  }

  async #leave(): Promise<void> {
    if (!this.#service) return
    const { carrier, listener } = this.#service
    // Over another one than it was asked for, an answer is against the rules.
    if (this.#asker === this.#channel) this.#channel?.relay(NO_OFFER)
    await carrier.emptied(LIMITS.handOverMs)
    carrier.close()
    await listener.close()
  }

  /** On a key pair of its own, so that nobody finds a member's address by its key. */
  #open(): { listener: Listener; carrier: Carrier } {
    const { node, hostKey, bytesPerSecond, onLoad } = this.#options
    const carrier = new Carrier({
      node,
      bytesPerSecond,
      mostPairs: LIMITS.roomRelayedPairs,
      host: hostKey,
      onLoad: (load) => {
        this.#load = load.pairs > 0 ? load : null
        onLoad(load)
      }
    })
    const listener = new Listener({
      node,
      ownsNode: false,
      keyPair: HyperDHT.keyPair(),
      firewall: (key) => !this.#vouchers.admits(key),
      settleMs: Infinity,
      traffic: TRAFFIC.relay
    })
    carrier.serve({ serve: (onConnection) => listener.serve(this.#watching(onConnection)) })
    return { listener, carrier }
  }

  #watching(onConnection: OnConnection): OnConnection {
    return (connection, settle) => {
      const key = keyOf(connection.remotePublicKey)
      this.#vouchers.came(key)
      connection.once('close', () => this.#vouchers.left(key))
      onConnection(connection, settle)
    }
  }
}
