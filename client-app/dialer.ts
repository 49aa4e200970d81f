// Dials the host, and owns the connections until they are closed.
import type { KeyPair } from '../shared/identity/keypair.ts'
import { dial, opened, type DialStage } from '../shared/network/dial.ts'
import { closeGently, type Connection, type Node } from '../shared/network/node.ts'
import type { Traffic } from '../shared/network/traffic.ts'

export interface DialerOptions {
  node: Node
  hostKey: Uint8Array
  keyPair: KeyPair
  /** The limits of a connection until it is known what the host is. */
  traffic: Traffic
}

export interface Dialled {
  /** Not open yet. */
  connection: Connection
  /** Rejects with a ChatError. */
  opened: Promise<void>
}

export class Dialer {
  readonly #options: DialerOptions
  readonly #connections = new Set<Connection>()

  constructor(options: DialerOptions) {
    this.#options = options
  }

  /** Starts to connect. */
  dial(onStage: (stage: DialStage) => void): Dialled {
    const { node, hostKey, keyPair, traffic } = this.#options
    const connection = dial(node, hostKey, { keyPair, traffic, onStage })
    // Without a listener an error would end the process.
    connection.on('error', () => {})
    this.#connections.add(connection)
    connection.once('close', () => this.#connections.delete(connection))
    return { connection, opened: opened(connection, node) }
  }

  /** Resolves with an open connection. Rejects with a ChatError. */
  async open(onStage: (stage: DialStage) => void): Promise<Connection> {
    const dialled = this.dial(onStage)
    await dialled.opened
    return dialled.connection
  }

  /** Ends all connections, those that are open gently. */
  async close(): Promise<void> {
    const connections = [...this.#connections]
    for (const connection of connections) if (!connection.connected) connection.destroy()
    const open = connections.filter(({ connected }) => connected)
    await Promise.all(open.map((connection) => closeGently(connection)))
  }
}
