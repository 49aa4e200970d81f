// The plan of a lab, and the names and addresses derived from it. Pure.
import type { LinkSettings } from './internet.ts'
import type { NatKind } from './scripts.ts'

export interface HostOptions<Name extends string = string> {
  /** What is between it and the public net; nothing, unless it is said. */
  nat?: NatKind
  /** It is on the network of this host, behind the same NAT. */
  behind?: Name
  /** It has a firewall of its own, which takes in only what it has asked for. */
  isFirewalled?: boolean
  /** How its uplink differs from the lab's others. */
  link?: Partial<LinkSettings>
}

export type LabPlan<Name extends string> = Record<Name, NatKind | HostOptions<NoInfer<Name>>>

/** A host with its place in the lab. Namespaces are named without the lab's own name. */
export interface HostPlan {
  name: string
  nat: NatKind
  /** Where it meets the public net, together with all hosts behind the same NAT. */
  edge: Edge
  /** It brings no NAT and uplink of its own. */
  isGuest: boolean
  /** Its address behind a NAT, and the router's socket for it. */
  lan: { address: string; socket: string }
  isFirewalled: boolean
  link: Partial<LinkSettings>
}

export interface Edge {
  namespace: string
  interface: 'wan' | 'eth0'
  /** The other end of the cable, in the namespace of the public net. */
  port: string
  address: string
}

/** Throws RangeError when a host is behind one that has no NAT. */
export function planHosts(plan: Record<string, NatKind | HostOptions>): HostPlan[] {
  const names = Object.keys(plan)
  return names.map((name, index) => {
    const { behind, isFirewalled = false, link = {} } = optionsOf(plan[name])
    const site = behind ?? name
    const nat = optionsOf(plan[site]).nat ?? 'open'
    const isGuest = behind !== undefined
    if (isGuest && nat === 'open')
      throw new RangeError(`${name} is behind ${site}, which has no NAT`)
    const number = names.indexOf(site)
    const edge: Edge = {
      namespace: nat === 'open' ? site : `${site}.nat`,
      interface: nat === 'open' ? 'eth0' : 'wan',
      port: `p${number}`,
      // A range that counts as public: HyperDHT knows those that are kept for documentation.
      address: `44.128.${10 + number}.2`
    }
    const lan = { address: `10.${10 + number}.0.${isGuest ? 3 + index : 2}`, socket: `l${index}` }
    return { name, nat, edge, isGuest, lan, isFirewalled, link }
  })
}

function optionsOf(given: NatKind | HostOptions | undefined): HostOptions {
  return typeof given === 'object' ? given : { nat: given ?? 'open' }
}
