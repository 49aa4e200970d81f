// Tests the lab itself: its measurements are only as good as the lab.
import test, { type Assertions } from 'brittle'
import fs from '#fs'
import { start } from '../helpers/apps.ts'
import { Program } from '../helpers/program.ts'
import { inLab } from './available.ts'
import { shellIn } from './command.ts'
import type { LabHost } from './host.ts'
import { createLab } from './lab.ts'
import { sweep } from './namespaces.ts'

const onNode = inLab({ onNodeOnly: true })

test('HyperDHT classifies each host correctly', inLab(), async (t) => {
  const { hosts } = await createLab(t, {
    open: 'open',
    forwarded: 'forwarded',
    consistent: 'consistent',
    random: 'random',
    guest: { behind: 'random' },
    firewalled: { behind: 'consistent', isFirewalled: true }
  })
  const { open, forwarded, consistent, random, guest, firewalled } = hosts
  await isSeen(t, open, 'open')
  await isSeen(t, forwarded, 'open')
  await isSeen(t, consistent, 'consistent')
  await isSeen(t, firewalled, 'consistent')
  await isSeen(t, random, 'random')
  await isSeen(t, guest, 'random')
})

test('a public address changes, on hosts and on NATs', onNode, async (t) => {
  const { hosts } = await createLab(t, { open: 'open', consistent: 'consistent' })
  for (const host of [hosts.open, hosts.consistent]) {
    const before = host.uplink.address
    host.uplink.changeAddress()
    t.not(host.uplink.address, before)
  }
  await isSeen(t, hosts.open, 'open')
  await isSeen(t, hosts.consistent, 'consistent')
})

test('a NAT forgets its mappings', onNode, async (t) => {
  const { name, hosts } = await createLab(t, { random: 'random' })
  await isSeen(t, hosts.random, 'random')
  const mappings = (): string =>
    shellIn(`${name}.random.nat`, 'grep udp /proc/net/nf_conntrack || :')
  t.not(mappings(), '')
  hosts.random.uplink.flushMappings()
  // The kernel does it in the background.
  for (let tries = 0; tries < 100 && mappings() !== ''; tries++);
  t.is(mappings(), '')
})

test('when UDP is blocked, or the bootstrap nodes are gone, nobody answers', onNode, async (t) => {
  const { hosts, dht } = await createLab(t, { blocked: 'blocked', open: 'open' })
  await dht.stopBootstrapNodes()
  const probes = [hosts.blocked, hosts.open].map((host) => start(host, ['test/nat/probe.js']))
  for (const probe of probes) await probe.printed(/^nobody answers\n/)
})

test('only what a killed test left is swept up', onNode, async (t) => {
  const { hosts } = await createLab(t, { open: 'open' })
  const other = new Program(t, ['test/nat/lab-holder.js'])
  const [, name = ''] = await other.printed(/^holding ([^:]+): /m)
  sweep()
  t.ok(namespaces(name).length > 0, 'a lab in use stays')
  other.kill('SIGKILL')
  await other.exited
  sweep()
  t.is(namespaces(name).length, 0)
  await isSeen(t, hosts.open, 'open')
})

async function isSeen(t: Assertions, host: LabHost, kind: string): Promise<void> {
  const probe = start(host, ['test/nat/probe.js'])
  const [line] = await probe.printed(/^.+/)
  t.is(line, `${kind} at ${host.uplink.address}`)
}

function namespaces(lab: string): string[] {
  return fs
    .readdirSync('/run/netns')
    .map(String)
    .filter((name) => name.startsWith(lab))
}
