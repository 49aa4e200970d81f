// The DHT node: its bootstrap nodes, the address it binds, and whether any node answered.
import type HyperDHT from 'hyperdht'
import type { Connection, NodeAddress, NodeOptions, Server } from 'hyperdht'
import { Timer } from '../base/clock.ts'
import { ChatError } from '../base/errors.ts'
import * as packages from '../base/packages.ts'
import { quote } from '../base/text.ts'
import { Node } from './dht-node.ts'
import { dial } from './dial.ts'
import { ignorePeer } from './guard.ts'
import type { Path } from './path.ts'
import { TRAFFIC } from './traffic.ts'

export type { Connection, HyperDHT, Node, Path, Server }

// HyperDHT's default, stated here because both ends need it: an end without it would see the other's empty
// messages as data (secret-stream's README).
const KEEP_ALIVE_MS = 5000
const FAREWELL_MS = 2000

export interface NetworkOptions {
  /** `host:port` of each bootstrap node; empty for the public ones. */
  bootstrap: string[]
  /** Further known nodes. */
  nodes?: readonly NodeAddress[]
  /**
   * Nodes known from earlier runs. Fewer than twenty: then the bootstrap nodes are asked as well, and these can do no
   * harm if they are gone, or hostile.
   */
  known?: readonly NodeAddress[]
}

/** A DHT node. It starts to look for others at once. */
export function createNode({ bootstrap, nodes = [], known = [] }: NetworkOptions): Node {
  const options: NodeOptions = { connectionKeepAlive: KEEP_ALIVE_MS, nodes: [...nodes, ...known] }
  if (bootstrap.length > 0) options.bootstrap = bootstrap
  if (bootstrap.length > 0 && bootstrap.every(isLoopback)) {
    options.host = '127.0.0.1'
    options.port = privatePort()
  }
  const node = new Node(options, (self, relay, onStage) => {
    return dial(self, relay, { keyPair: self.defaultKeyPair, traffic: TRAFFIC.relay, onStage })
  })
  if (known.length > 0) node.hurry()
  return node
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
