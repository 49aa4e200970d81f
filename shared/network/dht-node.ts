// A HyperDHT node that reports what HyperDHT hides, and does quicker what it does slowly. Touches its private parts, here
// only: each with its reason.
import type {
  Connection,
  ConnectOptions,
  NodeAddress,
  NodeOptions,
  Query,
  QueryOptions,
  Reply
} from 'hyperdht'
import { monotonicMs } from '../base/clock.ts'
import { bytesOf, type PublicKey } from '../base/key.ts'
import * as packages from '../base/packages.ts'
import { AddressWatch } from './address-watch.ts'
import type { DialStage } from './dial-stage.ts'
import { moveWhole, type UdxStream } from './moving.ts'
import { pathThrough, type Path } from './path.ts'
import type { PingWatcher } from './ping-watcher.ts'
import { PunchBudget } from './punch-budget.ts'
import { RelayConnections } from './relay-connections.ts'

const { b4a } = packages

/** Starts to connect to a relay. */
export type DialRelay = (
  node: Node,
  relay: PublicKey,
  onStage: (stage: DialStage) => void
) => Connection

/** A node that reports what HyperDHT hides: how connecting proceeds, and that its own address has changed. */
export class Node extends packages.HyperDHT {
  /** Callbacks for progress of a lookup, by its target in hex. */
  readonly #onFound = new Map<string, Set<() => void>>()
  /** HyperDHT's own connections to relays. */
  readonly relays: RelayConnections
  /** What it may send to open paths: punching.ts. */
  readonly punches = new PunchBudget()
  /** Lookups by the list of nodes they began with. */
  readonly #lookups = new WeakMap<readonly NodeAddress[], Query>()
  readonly #address = new AddressWatch()
  readonly #networkWatchers = new Set<() => void>()
  readonly #pingWatchers = new Set<PingWatcher>()
  #heardAt = -Infinity

  constructor(options: NodeOptions, dialRelay: DialRelay) {
    super(options)
    this.relays = new RelayConnections((relay, onStage) => dialRelay(this, relay, onStage))
    this.on('network-change', () => this.#tellNetworkChange())
    this.watchNetwork(() => this.relays.doubt())
  }

  override destroy(options?: { force?: boolean }): Promise<void> {
    this.relays.close()
    this.punches.close()
    return super.destroy(options)
  }

  /** Watching costs nothing: a server pings three nodes every 3 s anyway. */
  override _onresponse(reply: Reply, isExternal: boolean): void {
    super._onresponse(reply, isExternal)
    this.#heardAt = monotonicMs()
    // HyperDHT itself takes up to 45 s to notice.
    if (!this.online) this._online()
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

  /** Whether any DHT node has answered since `ms` on the monotonic clock. */
  hasHeardSince(ms: number): boolean {
    return this.#heardAt >= ms
  }

  override ping(address: NodeAddress, options?: object): Promise<Reply> {
    const pinged = super.ping(address, options)
    // Before HyperDHT itself learns of it.
    pinged.then(
      (reply) => this.#pingWatchers.forEach(({ onAnswered }) => onAnswered?.(reply)),
      () => this.#pingWatchers.forEach(({ onFailed }) => onFailed?.(address))
    )
    return pinged
  }

  /** Tells what becomes of pings, whoever has sent them. The returned function stops that. */
  watchPings(watcher: PingWatcher): () => void {
    this.#pingWatchers.add(watcher)
    return () => this.#pingWatchers.delete(watcher)
  }

  override query(request: { target: Uint8Array }, options: QueryOptions): Query {
    const { map, nodes } = options
    if (!map) return super.query(request, options)
    const target = b4a.toString(request.target, 'hex')
    const query = super.query(request, {
      ...options,
      map: (reply) => {
        const result = map(reply)
        if (result && 'peer' in result)
          for (const onFound of this.#onFound.get(target) ?? []) onFound()
        return result
      }
    })
    if (nodes) this.#lookups.set(nodes, query)
    return query
  }

  /** The addresses where a host can be asked at once: told by it when we connected, or set. A new list each time. */
  relaysOf(host: PublicKey): NodeAddress[] {
    return [...(this._relayAddressesCache.get(host) ?? [])]
  }

  setRelays(host: PublicKey, relays: readonly NodeAddress[]): void {
    if (relays.length > 0) this._relayAddressesCache.set(host, [...relays])
  }

  /**
   * Ends the lookup that began with these relays: one of them has found the host. HyperDHT would wait for the end of
   * the lookup, which takes twice as long as all the rest.
   */
  endLookup(relays: readonly NodeAddress[]): void {
    const query = this.#lookups.get(relays)
    if (query && !query.destroying) query._flush()
  }

  /** Of every connection, whoever has begun it. */
  override createRawStream(options: object): unknown {
    return moveWhole(super.createRawStream(options) as UdxStream)
  }

  /** Our own connections have options, those that HyperDHT makes to a relay do not. */
  override connect(publicKey: Uint8Array, options?: ConnectOptions): Connection {
    return options === undefined ? this.relays.borrow(publicKey) : super.connect(publicKey, options)
  }

  /**
   * Calls `onFound` whenever a DHT node knows the address of the peer being looked up. The returned function stops
   * that.
   */
  watchLookup(host: PublicKey, onFound: () => void): () => void {
    const target = b4a.toString(packages.HyperDHT.hash(bytesOf(host)), 'hex')
    const watchers = this.#onFound.get(target) ?? new Set()
    this.#onFound.set(target, watchers.add(onFound))
    return () => {
      watchers.delete(onFound)
      if (watchers.size === 0) this.#onFound.delete(target)
    }
  }

  /**
   * Asks the bootstrap nodes at the addresses given with their names, where HyperDHT tries one after the other first;
   * by name only if nobody has answered.
   */
  hurry(): void {
    const named = this.bootstrapNodes
    this.bootstrapNodes = named.map(({ host, port }) => ({ host: host.replace(/@.*/, ''), port }))
    const restore = (): void => {
      if (this.host === null) this.bootstrapNodes = named
    }
    this.fullyBootstrapped().then(restore, restore)
  }

  /** The current path of an open connection of this node. */
  pathOf(connection: Connection): Path {
    return pathThrough(this.relays.carrierOf(connection), connection)
  }

  /**
   * Calls `onPath` with the path of a connection once it is open, at once if it is, and whenever it changes: a relayed one
   * moves to a direct path when one opens.
   */
  watchPath(connection: Connection, onPath: (path: Path) => void): void {
    const tell = (): void => onPath(this.pathOf(connection))
    const begin = (): void => {
      tell()
      connection.rawStream.on('remote-changed', tell)
    }
    if (connection.connected) begin()
    else connection.once('open', begin)
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
