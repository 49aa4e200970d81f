// Listens on the key pair and owns the connections. Does not know what they are used for.
import type { KeyPair, NodeAddress, ServerOptions } from 'hyperdht'
import { ChatError } from '../base/errors.ts'
import { keyOf, type PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import { ReadyResource } from '../base/packages.ts'
import { Announcement } from './announcement.ts'
import type { AllPeers } from './all-peers.ts'
import { Arrivals } from './arrivals.ts'
import { onceBegun } from './begun.ts'
import { guard } from './guard.ts'
import { Heartbeats } from './heartbeats.ts'
import { listen } from './listen.ts'
import { closeGently, type Connection, type Node, type Server } from './node.ts'
import { makeRoom } from './punch-slots.ts'
import type { Traffic } from './traffic.ts'

export interface ListenerOptions {
  node: Node
  /** Whether the node is closed with the listener. False for a further listener on the same node. */
  ownsNode?: boolean
  keyPair: KeyPair
  /** Whether a key is refused at its handshake, which may be a replay of an old one. */
  firewall?: (key: PublicKey) => boolean
  /** Names relays to newcomers: shared/relay/naming.ts. */
  naming?: Pick<ServerOptions, 'relayThrough' | 'createHandshake'> & {
    onAsked?: (payload: object, from: NodeAddress) => void
  }
  /** The limits of a connection until it is known what the peer is. */
  traffic: Traffic
  /** Whether a key connects too often. Asked once its stream has begun, which proves that the peer is real. */
  isTooOften?: (key: PublicKey) => boolean
  /** What all of them may cost together; unlimited unless given. */
  allPeers?: AllPeers
  /** Called with the key of each peer whose stream has begun: it has found a path. */
  onBegun?: (key: PublicKey) => void
  /** How many people may be in the room. */
  maxMembers?: number
  /** How long a peer may stay unadmitted after its stream has begun; Infinity for as long as there is room. */
  settleMs?: number
}

/**
 * Admits the connection: otherwise it is closed in a few seconds. False when there are too many, in total or from
 * its address: then refuse it.
 */
export type Settle = () => boolean

type OnConnection = (connection: Connection, settle: Settle) => void

export class Listener extends ReadyResource {
  readonly publicKey: PublicKey
  readonly #node: Node
  readonly #ownsNode: boolean
  readonly #keyPair: KeyPair
  readonly #onBegun: (key: PublicKey) => void
  readonly #isTooOften: (key: PublicKey) => boolean
  readonly #traffic: Traffic
  readonly #allPeers: AllPeers | undefined
  readonly #connections = new Set<Connection>()
  readonly #heartbeats = new Heartbeats({ probes: false })
  readonly #stopWatching: () => void
  readonly #arrivals: Arrivals<Connection>
  /** Connections that arrived before `serve` was called. */
  readonly #waiting = new Set<Connection>()
  #onConnection: OnConnection | null = null
  readonly #server: Server
  #announcement: Announcement | null = null
  #isListening = false

  constructor(options: ListenerOptions) {
    super()
    const { node, keyPair, firewall = () => false, isTooOften = () => false } = options
    const { maxMembers = LIMITS.members, settleMs = LIMITS.settleMs, ownsNode = true } = options
    this.publicKey = keyOf(keyPair.publicKey)
    this.#node = node
    this.#ownsNode = ownsNode
    this.#keyPair = keyPair
    this.#traffic = options.traffic
    this.#allPeers = options.allPeers
    this.#isTooOften = isTooOften
    this.#onBegun = options.onBegun ?? (() => {})
    this.#arrivals = new Arrivals({
      most: maxMembers * LIMITS.connectionsPerMember,
      mostOfAddress: Math.max(LIMITS.connectionsOfAddress, Math.floor(maxMembers / 2)),
      settleMs,
      addressOf: ({ rawStream }) => rawStream.remoteHost,
      putOut: (connection, hasBegun) =>
        hasBegun ? void closeGently(connection) : connection.destroy()
    })
    const isRefused: ServerOptions['firewall'] = (key, payload, from) => {
      options.naming?.onAsked?.(payload, from)
      return this.#leadsNowhere || firewall(keyOf(key))
    }
    this.#server = node.createServer(
      {
        ...options.naming,
        firewall: isRefused,
        holepunch: (peer, own, addresses) => makeRoom(node, [peer, own], addresses)
      },
      (connection) => this.#accept(connection)
    )
    this.#stopWatching = node.watchNetwork(() => this.#heartbeats.doubt())
  }

  /** Throws NETWORK_UNREACHABLE when no DHT node accepts the announcement. */
  protected override async _open(): Promise<void> {
    try {
      await listen(this.#server, this.#keyPair, this.#node)
      this.#isListening = true
      this.#announcement = new Announcement({ server: this.#server, node: this.#node })
    } catch (error) {
      await this._close()
      throw error
    }
  }

  protected override async _close(): Promise<void> {
    this.#announcement?.close()
    this.#stopWatching()
    await Promise.all([...this.#connections].map((connection) => closeGently(connection)))
    // A server that could not announce itself may wait long for nodes that do not answer.
    if (this.#isListening) await this.#server.close()
    if (this.#ownsNode) await this.#node.destroy({ force: !this.#isListening })
  }

  /** From now on `onConnection` gets every connection whose stream has begun, starting with those already waiting. */
  serve(onConnection: OnConnection): void {
    this.#onConnection = onConnection
    for (const connection of this.#waiting) onConnection(connection, this.#settling(connection))
    this.#waiting.clear()
  }

  /** HyperDHT's answer would make a peer believe that it is connected: it says no place where to meet. */
  get #leadsNowhere(): boolean {
    return this.#node.firewalled && this.#server._announcer?.relays.length === 0
  }

  #accept(connection: Connection): void {
    const guarded = guard(connection, this.#traffic)
    if (this.#allPeers) guarded.shareWith(this.#allPeers)
    this.#connections.add(connection)
    connection.rawStream.on('close', () => {
      this.#connections.delete(connection)
      this.#waiting.delete(connection)
      this.#arrivals.delete(connection)
    })
    // The user of the connection reports its errors; without a listener, one would end the process.
    connection.on('error', () => {})
    if (this.closing) {
      connection.destroy()
      return
    }
    this.#arrivals.add(connection)
    onceBegun(connection, () => this.#begin(connection))
  }

  #begin(connection: Connection): void {
    this.#arrivals.begin(connection)
    this.#node.punches.begun(connection)
    const key = keyOf(connection.remotePublicKey)
    this.#onBegun(key)
    if (this.closing || this.#isTooOften(key)) void closeGently(connection)
    else if (this.#onConnection) this.#onConnection(connection, this.#settling(connection))
    else this.#waiting.add(connection)
  }

  #settling(connection: Connection): Settle {
    return () => {
      if (!this.#arrivals.settle(connection)) return false
      // Until then it has a time limit anyway, and a program that is just starting may be busy for seconds.
      const onDead = (): void => connection.destroy(new ChatError('LOST'))
      // It may be us who have moved.
      const onUnanswered = (): void => this.#announcement?.look()
      this.#heartbeats.watch(connection, { onUnanswered, onDead })
      return true
    }
  }
}
