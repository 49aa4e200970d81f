// The DHT node: which nodes it starts from, which address it binds, whether anybody answered.
import type HyperDHT from 'hyperdht'
import type { Connection, NodeOptions, Query, Server } from 'hyperdht'
import { Timer } from '../base/clock.ts'
import { ChatError } from '../base/errors.ts'
import * as packages from '../base/packages.ts'
import { quote } from '../base/text.ts'

export type { Connection, HyperDHT, Node, Server }

// What HyperDHT does by default, said here because both ends have to do it: an end without it would
// see the other's empty messages as data (secret-stream's README).
const KEEP_ALIVE_MS = 5000
const FAREWELL_MS = 2000

/** HyperDHT says nothing between the start of a connection and its end, but its lookups pass through here. */
class Node extends packages.HyperDHT {
  /** Called when another node of the DHT knows the peer that is looked up. */
  onPeerFound: (() => void) | null = null

  override query(target: unknown, options: Query): unknown {
    const { map } = options
    if (!map) return super.query(target, options)
    return super.query(target, {
      ...options,
      map: (reply) => {
        const result = map(reply)
        if (result && 'peer' in result) this.onPeerFound?.()
        return result
      }
    })
  }
}

export interface NetworkOptions {
  /** `host:port` of each node to start from; empty for the public ones. */
  bootstrap: string[]
  /** Further nodes that are known. */
  nodes?: { host: string; port: number }[]
}

/** A node of the DHT. It starts to look for others at once. */
export function createNode({ bootstrap, nodes = [] }: NetworkOptions): Node {
  const options: NodeOptions = { connectionKeepAlive: KEEP_ALIVE_MS, nodes }
  if (bootstrap.length > 0) options.bootstrap = bootstrap
  if (bootstrap.length > 0 && bootstrap.every(isLoopback)) options.host = '127.0.0.1'
  return new Node(options)
}

/** Throws NETWORK_UNREACHABLE when `server` announced itself to nobody: listen() resolves even so. */
export function assertAnnounced(server: Server): void {
  if (server.relayAddresses.length === 0) throw new ChatError('NETWORK_UNREACHABLE')
}

/**
 * How a connection of `node`, which has one at a time, travels. HyperDHT counts the relays that peers
 * bring to a host; a relay that a host puts before itself does not show on the joining side.
 */
export function pathOf(node: HyperDHT): 'direct' | 'relayed' {
  return node.stats.relaying.successes > 0 ? 'relayed' : 'direct'
}

/**
 * Ends our direction and waits a moment for the peer to end its own; resets what is left then.
 * Resolves when the raw stream is closed: the connection above it is so earlier, with the last bytes
 * still under way, and a node destroyed at that moment cuts them off.
 */
export function closeGently(connection: Connection): Promise<void> {
  const { rawStream } = connection
  if (rawStream.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const limit = new Timer(FAREWELL_MS, () => rawStream.destroy())
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

function isLoopback(address: string): boolean {
  const host = address.slice(0, address.lastIndexOf(':'))
  return host === 'localhost' || /^127(\.\d+){3}$/.test(host)
}
