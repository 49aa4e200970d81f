// The DHT node: its bootstrap nodes, the address it binds, and whether any node answered.
import type HyperDHT from 'hyperdht'
import type {
  Connection,
  ConnectOptions,
  NodeAddress,
  NodeOptions,
  Query,
  Reply,
  Server
} from 'hyperdht'
import { Timer } from '../base/clock.ts'
import { ChatError } from '../base/errors.ts'
import * as packages from '../base/packages.ts'
import { quote } from '../base/text.ts'
import { AddressWatch } from './address-watch.ts'
import { ignorePeer } from './guard.ts'
import { RelayConnections } from './relay-connections.ts'

const { b4a } = packages

export type { Connection, HyperDHT, Node, Server }

// HyperDHT's default, stated here because both ends need it: an end without it would see the other's empty
// messages as data (secret-stream's README).
const KEEP_ALIVE_MS = 5000
const FAREWELL_MS = 2000

/** A node that reports what HyperDHT hides: how connecting proceeds, and that its own address has changed. */
class Node extends packages.HyperDHT {
  /** Callbacks for progress of a lookup, by its target in hex. */
  readonly #onFound = new Map<string, Set<() => void>>()
  /** HyperDHT's own connections to relays. */
  readonly relays = new RelayConnections()
  readonly #address = new AddressWatch()
  readonly #networkWatchers = new Set<() => void>()

  constructor(options: NodeOptions) {
    super(options)
    this.on('network-change', () => this.#tellNetworkChange())
  }

  /** Watching costs nothing: a server pings three nodes every 3 s anyway. */
  override _onresponse(reply: Reply, isExternal: boolean): void {
    super._onresponse(reply, isExternal)
    // Another socket may have another port outside.
    if (isExternal || !this.#address.report(reply.from.host, reply.to.host)) return
    if (!this.firewalled) this.#takeAddress(reply.to)
    this.#tellNetworkChange()
  }

  /** Calls `onChange` when our public address or a network interface has changed. The returned function stops that. */
  watchNetwork(onChange: () => void): () => void {
    this.#networkWatchers.add(onChange)
    return () => this.#networkWatchers.delete(onChange)
  }

  override query(request: { target: Uint8Array }, options: Query): unknown {
    const { map } = options
    if (!map) return super.query(request, options)
    const target = b4a.toString(request.target, 'hex')
    return super.query(request, {
      ...options,
      map: (reply) => {
        const result = map(reply)
        if (result && 'peer' in result)
          for (const onFound of this.#onFound.get(target) ?? []) onFound()
        return result
      }
    })
  }

  /** Our own connections have options, those that HyperDHT makes to a relay do not. */
  override connect(publicKey: Uint8Array, options?: ConnectOptions): Connection {
    const connection = super.connect(publicKey, options)
    if (options === undefined) this.relays.take(connection, publicKey)
    else this.relays.watch(connection)
    return connection
  }

  /**
   * Calls `onFound` whenever a DHT node knows the address of the peer being looked up. The returned function stops
   * that.
   */
  watchLookup(publicKey: Uint8Array, onFound: () => void): () => void {
    const target = b4a.toString(packages.HyperDHT.hash(publicKey), 'hex')
    const watchers = this.#onFound.get(target) ?? new Set()
    this.#onFound.set(target, watchers.add(onFound))
    return () => {
      watchers.delete(onFound)
      if (watchers.size === 0) this.#onFound.delete(target)
    }
  }

  /** The current path of a connection of this node: a relayed one may become direct. */
  pathOf(connection: Connection): Path {
    return this.relays.carrierOf(connection) ? 'relayed' : 'direct'
  }

  /** HyperDHT never learns a new address of an open host, and goes on telling peers the old one. */
  #takeAddress({ host, port }: NodeAddress): void {
    this._nat = new (this._nat.constructor as new () => object)()
    this._natAdd(host, port)
  }

  #tellNetworkChange(): void {
    for (const onChange of this.#networkWatchers) onChange()
  }
}

export type Path = 'direct' | 'relayed'

export interface NetworkOptions {
  /** `host:port` of each bootstrap node; empty for the public ones. */
  bootstrap: string[]
  /** Further known nodes. */
  nodes?: { host: string; port: number }[]
}

/** A DHT node. It starts to look for others at once. */
export function createNode({ bootstrap, nodes = [] }: NetworkOptions): Node {
  const options: NodeOptions = { connectionKeepAlive: KEEP_ALIVE_MS, nodes }
  if (bootstrap.length > 0) options.bootstrap = bootstrap
  if (bootstrap.length > 0 && bootstrap.every(isLoopback)) {
    options.host = '127.0.0.1'
    options.port = privatePort()
  }
  return new Node(options)
}

/** Throws NETWORK_UNREACHABLE when `server` reached no node to announce itself: listen() resolves even so. */
export function assertAnnounced(server: Server): void {
  if (server.relayAddresses.length === 0) throw new ChatError('NETWORK_UNREACHABLE')
}

/**
 * Ignores the peer, ends our direction, and waits up to `limitMs` for the peer to end its own; then resets the
 * connection. Resolves when the raw stream is closed: the connection above it closes earlier, with the last bytes
 * still in flight, and destroying the node at that moment would lose them.
 */
export function closeGently(
  connection: Connection,
  { limitMs = FAREWELL_MS }: { limitMs?: number } = {}
): Promise<void> {
  ignorePeer(connection)
  const { rawStream } = connection
  // There is none before the connection is open.
  if (!rawStream) connection.destroy()
  if (!rawStream || rawStream.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const limit = new Timer(limitMs, () => rawStream.destroy())
    rawStream.once('close', () => {
      limit.cancel()
      resolve()
    })
    connection.end()
  })
}

/** Splits `host:port,host:port`. Throws ChatError USAGE for anything else. */
export function parseBootstrap(text: string): string[] {
  return text.split(',').map((part) => {
    const address = part.trim()
    const port = Number(/^[^\s:]+:(\d{1,5})$/.exec(address)?.[1] ?? 0)
    if (port > 0 && port < 65536) return address
    const reason = `A bootstrap node is written host:port, not ${quote(part)}`
    throw new ChatError('USAGE', { values: { reason } })
  })
}

/**
 * HyperDHT prefers one well-known port. On loopback, nodes of another private DHT may still know who had it before, and
 * would mix the two. Below the ports that systems give out by themselves.
 */
function privatePort(): number {
  const [high = 0, low = 0] = packages.crypto.randomBytes(2)
  return 10_000 + ((high * 256 + low) % 20_000)
}

function isLoopback(address: string): boolean {
  const host = address.slice(0, address.lastIndexOf(':'))
  return host === 'localhost' || /^127(\.\d+){3}$/.test(host)
}
