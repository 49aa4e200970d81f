// A DHT node without a network: a test says how far each of its attempts to connect gets.
import NoiseSecretStream from '@hyperswarm/secret-stream'
import type { Assertions } from 'brittle'
import HyperDHT, { type ConnectOptions, type KeyPair } from 'hyperdht'
import type { PublicKey } from '../../shared/base/key.ts'
import { FIREWALL, WatchedHandshake } from '../../shared/network/handshake.ts'
import type { Connection, Node, Path } from '../../shared/network/node.ts'
import type { RelayFailure } from '../../shared/network/relay-connections.ts'

type Stream = InstanceType<typeof NoiseSecretStream>
type Pair = { near: Stream; far: Stream }
type Watcher<Value> = (value: Value) => void

export class FakeNode {
  readonly attempts: FakeAttempt[] = []
  readonly host = null
  readonly firewalled = true
  randomized = false
  readonly networkWatchers = new Set<() => void>()
  readonly punches = { begun: () => {} }
  readonly #failureWatchers = new Set<(relay: PublicKey, failure: RelayFailure) => void>()
  readonly relays = {
    watchFailures: (onFailed: (relay: PublicKey, failure: RelayFailure) => void) =>
      this.#failureWatchers.add(onFailed)
  }
  readonly #paths = new Map<Connection, Watcher<Path>>()
  readonly #hosts: KeyPair
  readonly #t: Assertions
  #onFound: () => void = () => {}

  constructor(t: Assertions, host: KeyPair) {
    this.#t = t
    this.#hosts = host
  }

  /** For whom it takes the place of a real one. */
  get asNode(): Node {
    return this as unknown as Node
  }

  /** The attempt that was begun last. */
  get last(): FakeAttempt {
    const last = this.attempts.at(-1)
    if (!last) throw new Error('nothing was tried')
    return last
  }

  changeNetwork(): void {
    for (const onChange of this.networkWatchers) onChange()
  }

  failRelay(relay: PublicKey): void {
    for (const onFailed of this.#failureWatchers) onFailed(relay, 'silent')
  }

  tellPath(connection: Connection, path: Path): void {
    this.#paths.get(connection)?.(path)
  }

  watchNetwork(onChange: () => void): () => void {
    this.networkWatchers.add(onChange)
    return () => this.networkWatchers.delete(onChange)
  }

  watchPath(connection: Connection, onPath: Watcher<Path>): void {
    this.#paths.set(connection, onPath)
  }

  watchPings(): () => void {
    return () => {}
  }

  watchLookup(_host: PublicKey, onFound: () => void): () => void {
    this.#onFound = onFound
    return () => {}
  }

  relaysOf(): [] {
    return []
  }

  endLookup(): void {}

  hasHeardSince(): boolean {
    return true
  }

  connect(_host: Uint8Array, options: ConnectOptions): Connection {
    const attempt = new FakeAttempt(this.#t, this.#hosts, options, this.#onFound)
    this.attempts.push(attempt)
    return attempt.connection
  }
}

export class FakeAttempt {
  readonly connection: Connection
  readonly relay: Uint8Array | null
  readonly found: () => void
  readonly #ends: Pair
  readonly #host: KeyPair
  readonly #options: ConnectOptions

  constructor(t: Assertions, host: KeyPair, options: ConnectOptions, found: () => void) {
    this.#ends = { near: new NoiseSecretStream(true), far: new NoiseSecretStream(false) }
    this.connection = this.#ends.near
    Object.assign(this.connection.rawStream, { packetsReceived: 0, setKeepalive: () => {} })
    const { far } = this.#ends
    far.on('error', () => {})
    far.on('end', () => far.end())
    far.resume()
    this.#host = host
    this.#options = options
    this.relay = options.relayThrough instanceof Uint8Array ? options.relayThrough : null
    this.found = found
    t.teardown(() => this.fail())
  }

  /** The host answers the handshake. */
  answer(): void {
    const { createHandshake, keyPair = HyperDHT.keyPair() } = this.#options
    const client = createHandshake?.(keyPair, this.#host.publicKey)
    const host = new WatchedHandshake(this.#host, null, {})
    const payload = { version: 1, error: 0, firewall: FIREWALL.consistent }
    if (!client) throw new Error('no handshake')
    host.recv(client.send(payload))
    client.recv(host.send(payload))
  }

  punch(): void {
    const { holepunch } = this.#options
    holepunch?.(FIREWALL.consistent, FIREWALL.consistent, [])
  }

  /** Resolves when the connection is open. */
  open(): Promise<void> {
    const { near, far } = this.#ends
    const opened = new Promise<void>((resolve) => this.connection.once('open', () => resolve()))
    near.rawStream.pipe(far.rawStream).pipe(near.rawStream)
    return opened
  }

  /** Resolves when the connection is closed. */
  fail(error = new Error('failed')): Promise<void> {
    const { connection } = this
    if (connection.destroyed) return Promise.resolve()
    const closed = new Promise<void>((resolve) => connection.once('close', () => resolve()))
    connection.destroy(error)
    this.#ends.far.destroy()
    return closed
  }
}
