// Who can connect to whom: every kind of host with every kind of client, one pipe each.
import test, { type Assertions } from 'brittle'
import b4a from 'b4a'
import { startClient, startHost } from '../helpers/apps.ts'
import { MIB } from '../helpers/files.ts'
import { inLab } from './available.ts'
import type { LabHost } from './host.ts'
import { createLab } from './lab.ts'

const KINDS = ['open', 'consistent', 'random'] as const
/** On Bare too: the others differ from these in HyperDHT's code only, which is the same. */
const KEY_CELLS = ['consistent, consistent', 'open, random', 'random, random']

const onNode = inLab({ onNodeOnly: true })

for (const host of KINDS) {
  for (const client of KINDS) {
    const isKey = KEY_CELLS.includes(`${host}, ${client}`)
    const isPossible = !(host === 'random' && client === 'random')
    const name = `host ${host}, client ${client}: ${isPossible ? 'connected' : 'not connected'}`
    test(name, isKey ? inLab() : onNode, async (t) => {
      const { hosts } = await createLab(t, { anna: host, ben: client })
      if (isPossible) await connects(t, hosts.anna, hosts.ben)
      else await doesNotConnect(t, hosts.anna, hosts.ben)
    })
  }
}

test('hosts on one network do not go through their NAT', inLab(), async (t) => {
  const { hosts } = await createLab(t, { anna: 'random', ben: { behind: 'anna' } })
  await connects(t, hosts.anna, hosts.ben, b4a.alloc(MIB, 'x'))
  const { sent, received } = hosts.anna.uplink.traffic()
  t.ok(sent.bytes + received.bytes < MIB / 2)
})

test("a client's own firewall is no obstacle", onNode, async (t) => {
  const { hosts } = await createLab(t, {
    anna: 'consistent',
    ben: { nat: 'consistent', isFirewalled: true }
  })
  await connects(t, hosts.anna, hosts.ben)
})

test("a host's own firewall keeps its own network out", onNode, async (t) => {
  const { hosts } = await createLab(t, {
    anna: { nat: 'consistent', isFirewalled: true },
    ben: { behind: 'anna' }
  })
  await doesNotConnect(t, hosts.anna, hosts.ben)
})

/** A pipe carries `bytes` from the client to the host. */
async function connects(
  t: Assertions,
  hostPlace: LabHost,
  clientPlace: LabHost,
  bytes = b4a.from('hello')
): Promise<void> {
  const { host, key } = await startHost(hostPlace, ['--recv-only'])
  // Punching through one randomizing NAT is a matter of luck, and goes wrong now and then.
  const client = startClient(clientPlace, key, ['--send-only', '--wait'])
  client.write(bytes)
  client.end()
  t.is(await client.exited, 0)
  t.is(await host.exited, 0)
  t.alike(host.stdout, bytes)
}

async function doesNotConnect(t: Assertions, hostPlace: LabHost, client: LabHost): Promise<void> {
  const { key } = await startHost(hostPlace)
  t.is(await startClient(client, key).exited, 3)
}
