// Listens on the key pair and owns the connections. Does not know what they are used for.
import type { KeyPair } from 'hyperdht'
import {
  assertAnnounced,
  closeGently,
  type Connection,
  type HyperDHT,
  type Server
} from './node.ts'
import { ReadyResource } from '../base/packages.ts'

export interface ListenerOptions {
  /** Owned by the host from now on: closed with it. */
  node: HyperDHT
  keyPair: KeyPair
  /** Whether a key is turned down, asked at its handshake. */
  firewall?: (publicKey: Uint8Array) => boolean
}

export class Listener extends ReadyResource {
  readonly publicKey: Uint8Array
  readonly #node: HyperDHT
  readonly #keyPair: KeyPair
  readonly #connections = new Set<Connection>()
  /** Those that came before anybody served them. */
  readonly #waiting: Connection[] = []
  #onConnection: ((connection: Connection) => void) | null = null
  readonly #server: Server

  constructor({ node, keyPair, firewall = () => false }: ListenerOptions) {
    super()
    this.publicKey = keyPair.publicKey
    this.#node = node
    this.#keyPair = keyPair
    this.#server = node.createServer({ firewall }, (connection) => this.#accept(connection))
  }

  /** Throws NETWORK_UNREACHABLE when no DHT node takes the announcement. */
  protected override async _open(): Promise<void> {
    try {
      await this.#server.listen(this.#keyPair)
      assertAnnounced(this.#server)
    } catch (error) {
      await this._close()
      throw error
    }
  }

  protected override async _close(): Promise<void> {
    await Promise.all([...this.#connections].map(closeGently))
    await this.#server.close()
    await this.#node.destroy()
  }

  /** From now on `onConnection` gets every connection, those that wait already first. */
  serve(onConnection: (connection: Connection) => void): void {
    this.#onConnection = onConnection
    this.#waiting.splice(0).forEach(onConnection)
  }

  #accept(connection: Connection): void {
    this.#connections.add(connection)
    connection.rawStream.on('close', () => this.#connections.delete(connection))
    // Whoever uses the connection reports its errors; without a listener one would end the process.
    connection.on('error', () => {})
    if (this.closing) connection.destroy()
    else if (this.#onConnection) this.#onConnection(connection)
    else this.#waiting.push(connection)
  }
}
