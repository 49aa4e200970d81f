// What an identity knows of its networks from earlier runs, as text: the DHT nodes that answered last, and the relay
// addresses of hosts. One network for each list of bootstrap nodes. Pure.
import type { NodeAddress } from 'hyperdht'
import { isKey, type PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import { formatAddress, isPrivateNetwork, isPublic, readAddress } from '../network/addresses.ts'

/** So many times as many nodes are looked at as are kept: some do not belong here. */
const SPARE = 4

export interface KnownNetwork {
  /** `host:port` of each bootstrap node; empty for the public ones. */
  bootstrap: readonly string[]
  nodes: readonly NodeAddress[]
  /** The relay addresses of each host, by its key: the one joined last comes first. */
  hosts: ReadonlyMap<PublicKey, readonly NodeAddress[]>
}

/** Reads as much as is valid. The networks used last come first. */
export function parseNetworks(text: string): KnownNetwork[] {
  const networks: KnownNetwork[] = []
  for (const section of text.split(/^from(?=\s)/m).slice(1, LIMITS.knownNetworks + 1)) {
    const [first = '', ...lines] = section.split('\n')
    const words = lines.map((line) => line.split(' '))
    const hosts = words.flatMap(([kind, key = '', ...relays]): [PublicKey, NodeAddress[]][] =>
      kind === 'host' && isKey(key) ? [[key, relays.flatMap(readIfValid)]] : []
    )
    const nodes = words.flatMap(([kind, node = '']) => (kind === 'node' ? readIfValid(node) : []))
    networks.push(bounded({ bootstrap: splitList(first), nodes, hosts: new Map(hosts) }))
  }
  return networks
}

export function formatNetworks(networks: readonly KnownNetwork[]): string {
  return networks.slice(0, LIMITS.knownNetworks).map(bounded).map(formatNetwork).join('')
}

/** Not more than the limits, and only addresses that can belong to this network. */
export function bounded({ bootstrap, nodes, hosts }: KnownNetwork): KnownNetwork {
  const isPrivate = isPrivateNetwork(bootstrap)
  const belongs = ({ host }: NodeAddress): boolean => isPrivate || isPublic(host)
  const isFirst = (node: NodeAddress, index: number, all: NodeAddress[]): boolean =>
    // One node of each machine: who has only a few addresses cannot fill the list.
    isPrivate || all.findIndex(({ host }) => host === node.host) === index
  const isBootstrap = (node: NodeAddress): boolean => bootstrap.includes(formatAddress(node))
  return {
    bootstrap,
    nodes: nodes
      .slice(0, SPARE * LIMITS.knownNodes)
      .filter((node) => belongs(node) && !isBootstrap(node))
      .filter(isFirst)
      .slice(0, LIMITS.knownNodes),
    hosts: new Map(
      [...hosts]
        .slice(0, LIMITS.knownHosts)
        .map(([key, relays]) => [key, relays.slice(0, LIMITS.knownRelays).filter(belongs)] as const)
        .filter(([, relays]) => relays.length > 0)
    )
  }
}

function formatNetwork({ bootstrap, nodes, hosts }: KnownNetwork): string {
  const hostLines = [...hosts].map(([key, relays]) =>
    ['host', key, ...relays.map(formatAddress)].join(' ')
  )
  const nodeLines = nodes.map((node) => `node ${formatAddress(node)}`)
  return [`from ${bootstrap.join(',')}`, ...nodeLines, ...hostLines, ''].join('\n')
}

function splitList(text: string): string[] {
  return text.trim() === '' ? [] : text.trim().split(',')
}

function readIfValid(text: string): NodeAddress[] {
  const address = readAddress(text)
  return address ? [address] : []
}
