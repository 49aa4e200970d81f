// A NAT laboratory: hosts on the public net and behind NATs, with a DHT, in network namespaces that have no
// way out. It is removed when the test ends; leftovers of a killed test are removed by the next.
import type { Assertions } from 'brittle'
import { Dht } from './dht.ts'
import { LabHost } from './host.ts'
import { Internet, type LinkSettings } from './internet.ts'
import { newLabName, removeLab, sweep } from './namespaces.ts'
import { planHosts, type HostPlan, type LabPlan } from './plan.ts'
import { Uplink } from './uplink.ts'
import { DHT, INTERNET, portsOf, wire } from './wiring.ts'

/**
 * 20 ms to a node of the DHT and back, 40 ms between two hosts. With no delay at all, open hosts take
 * themselves for firewalled now and then.
 */
const USUAL_LINK = { delayMs: 10 }

export interface Lab<Name extends string> {
  /** What the names of its namespaces begin with: `<name>.alice`. */
  name: string
  hosts: Record<Name, LabHost>
  dht: Dht
}

/** `link` holds for every uplink that does not say otherwise. */
export async function createLab<Name extends string>(
  t: Assertions,
  plan: LabPlan<Name>,
  link: Partial<LinkSettings> = {}
): Promise<Lab<Name>> {
  sweep()
  const name = newLabName()
  t.teardown(() => removeLab(name))
  const plans = planHosts(plan)
  wire(name, plans)
  const internet = await Internet.start(t, `${name}.${INTERNET}`, portsOf(plans))
  const uplinks = new Map(
    plans.map(({ edge }) => [edge.port, new Uplink(name, internet, edge)] as const)
  )
  for (const host of plans) {
    if (!host.isGuest) await uplinkOf(host).set({ ...USUAL_LINK, ...link, ...host.link })
  }
  const dht = await Dht.start(t, `${name}.${DHT}`)
  const hosts: [string, LabHost][] = []
  for (const host of plans) {
    const place = { lab: name, plan: host, uplink: uplinkOf(host) }
    hosts.push([host.name, new LabHost(t, await t.tmp(), place)])
  }
  // The plan's names, one host each.
  return { name, hosts: Object.fromEntries(hosts) as Record<Name, LabHost>, dht }

  function uplinkOf({ edge }: HostPlan): Uplink {
    const uplink = uplinks.get(edge.port)
    if (!uplink) throw new Error(`There is no uplink ${edge.port}`)
    return uplink
  }
}
