// Creates the namespaces of a lab and the cables between them, and configures each.
import { shell, shellIn } from './command.ts'
import { DHT_ADDRESSES } from './dht.ts'
import type { HostPlan } from './plan.ts'
import { FIREWALL, lanSide, publicSide, QUIET, router } from './scripts.ts'

/** The namespace of the public net, and of the DHT, which is also the name of its port. */
export const INTERNET = 'internet'
export const DHT = 'dht'

export function wire(lab: string, hosts: HostPlan[]): void {
  shell('printf %s "$1" | ip -batch -', [
    [...namespaces(lab, hosts), ...cables(lab, hosts)].join('\n')
  ])
  for (const [namespace, script] of insides(hosts)) {
    shellIn(`${lab}.${namespace}`, `${QUIET}\n${script}`)
  }
}

/** The ports of the public net. */
export function portsOf(hosts: HostPlan[]): string[] {
  return [DHT, ...sites(hosts).map(({ edge }) => edge.port)]
}

function namespaces(lab: string, hosts: HostPlan[]): string[] {
  const names = new Set([
    INTERNET,
    DHT,
    ...hosts.flatMap(({ name, edge }) => [name, edge.namespace])
  ])
  return Array.from(names, (name) => `netns add ${lab}.${name}`)
}

function cables(lab: string, hosts: HostPlan[]): string[] {
  const cable = (from: string, name: string, to: string, peer: string): string =>
    `link add ${name} netns ${lab}.${from} type veth peer name ${peer} netns ${lab}.${to}`
  return [
    cable(DHT, 'eth0', INTERNET, DHT),
    ...sites(hosts).map(({ edge }) => cable(edge.namespace, edge.interface, INTERNET, edge.port)),
    ...lanHosts(hosts).map(({ name, lan, edge }) => cable(name, 'eth0', edge.namespace, lan.socket))
  ]
}

/** What to do in each namespace. */
function insides(hosts: HostPlan[]): [namespace: string, script: string][] {
  const routers = sites(lanHosts(hosts)).map(({ nat, edge, lan }): [string, string] => {
    const sockets = lanHosts(hosts).filter((host) => host.edge.namespace === edge.namespace)
    const network = sockets.map((host) => host.lan.socket)
    return [
      edge.namespace,
      `${publicSide(edge.interface, [edge.address])}\n${router(nat, lan.address, network)}`
    ]
  })
  const own = hosts.map(({ name, nat, edge, lan, isFirewalled }): [string, string] => [
    name,
    `${nat === 'open' ? publicSide('eth0', [edge.address]) : lanSide(lan.address)}\n${isFirewalled ? FIREWALL : ''}`
  ])
  const up = portsOf(hosts).map((port) => `ip link set ${port} up`)
  return [[INTERNET, up.join('\n')], [DHT, publicSide('eth0', DHT_ADDRESSES)], ...routers, ...own]
}

function sites(hosts: HostPlan[]): HostPlan[] {
  return hosts.filter(({ isGuest }) => !isGuest)
}

function lanHosts(hosts: HostPlan[]): HostPlan[] {
  return hosts.filter(({ nat }) => nat !== 'open')
}
