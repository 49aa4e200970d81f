// Looks at the network: which bootstrap nodes answer, and where DHT nodes see us.
import type { NodeAddress } from 'hyperdht'
import { monotonicMs, wait } from '../base/clock.ts'
import { LIMITS } from '../base/limits.ts'
import type { Node } from '../network/node.ts'
import type { NetworkFacts } from './facts.ts'
import { natKindOf } from './nat-kind.ts'

/** So many nodes are asked where they see us. */
const WITNESSES = 8

export async function examineNetwork(node: Node): Promise<NetworkFacts> {
  const limit = wait(LIMITS.offlineMs)
  const begunAt = monotonicMs()
  const bootstrap = node.bootstrapNodes.map((address) => askBootstrap(node, address, limit))
  await Promise.race([node.fullyBootstrapped(), limit])
  const seen = await whereSeen(node)
  return {
    bootstrap: await Promise.all(bootstrap),
    nodes: node.hasHeardSince(begunAt) ? node.toArray().length : 0,
    nat: natKindOf(seen, node.firewalled),
    publicAddress: node.host ?? seen[0]?.host ?? null
  }
}

async function askBootstrap(
  node: Node,
  { host, port }: NodeAddress,
  limit: Promise<void>
): Promise<NetworkFacts['bootstrap'][number]> {
  const address = `${host}:${port}`
  const begunAt = monotonicMs()
  const answer = async (): Promise<number> => {
    await node.ping({ host: await addressOf(node, host), port })
    return monotonicMs() - begunAt
  }
  const late = limit.then(() => null)
  return { address, ms: await Promise.race([answer().catch(() => null), late]) }
}

/** The address that is given with a name, else the name's own. */
async function addressOf(node: Node, host: string): Promise<string> {
  const [address = host] = host.split('@')
  if (/^[\d.]+$/.test(address)) return address
  return (await node.udx.lookup(address, { family: 4 })).host
}

/** As several nodes see the same socket of ours: those that do not answer are left out. */
async function whereSeen(node: Node): Promise<NodeAddress[]> {
  const nodes = node.toArray().slice(0, WITNESSES)
  const replies = await Promise.allSettled(nodes.map((one) => node.ping(one)))
  return replies.flatMap((reply) => (reply.status === 'fulfilled' ? [reply.value.to] : []))
}
