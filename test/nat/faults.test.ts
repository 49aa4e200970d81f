// Network faults, and their effect on chats and pipes.
import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { startClient, startHost } from '../helpers/apps.ts'
import { isSameFile, MIB, randomFile } from '../helpers/files.ts'
import { inLab } from './available.ts'
import { createLab } from './lab.ts'

/** Outages shorter than HyperDHT's own timeout, which is 13 s or more. */
const CUT_MS = 5000
const SHORT_MS = 3000
const SIZE = 20 * MIB

const onNode = inLab({ onNodeOnly: true })

test('a chat survives an uplink that is cut for 5 s', inLab(), async (t) => {
  const { hosts } = await createLab(t, { anna: 'consistent', ben: 'consistent' })
  const { host, key } = await startHost(hosts.anna, ['--chat'])
  const member = startClient(hosts.ben, key, ['--chat', '--name', 'ben'])
  await member.said(/you are ben/)
  await hosts.ben.uplink.cut()
  member.write('from the dark\n')
  host.write('into the dark\n')
  await pause(CUT_MS)
  t.is(host.stdout.length, 0, 'a cut uplink carries nothing')
  await hosts.ben.uplink.restore()
  await host.printed(/ben: from the dark\n/)
  await member.printed(/host: into the dark\n/)
  member.end()
  t.is(await member.exited, 0)
})

test('a chat survives a cable that is pulled for 3 s', onNode, async (t) => {
  const { hosts } = await createLab(t, { anna: 'open', ben: 'consistent' })
  const { host, key } = await startHost(hosts.anna, ['--chat'])
  const member = startClient(hosts.ben, key, ['--chat', '--name', 'ben'])
  await member.said(/you are ben/)
  for (const place of [hosts.ben, hosts.anna]) {
    place.unplug()
    member.write('from the dark\n')
    await pause(SHORT_MS)
    place.plug()
    await host.printed(/ben: from the dark\n/)
  }
})

test('20 MiB arrive intact at 5 % packet loss', inLab(), async (t) => {
  const { hosts } = await createLab(t, { anna: 'consistent', ben: 'consistent' })
  const received = path.join(hosts.anna.storage, 'received')
  const sent = randomFile(hosts.ben.storage, 'sent', SIZE)
  const { host, key } = await startHost(hosts.anna, ['--recv-only'], { redirect: `> ${received}` })
  const client = startClient(hosts.ben, key, ['--send-only'], { redirect: `< ${sent}` })
  await client.said(/got connection!/)
  await hosts.ben.uplink.set({ lossPercent: 5 })
  t.is(await client.exited, 0)
  t.is(await host.exited, 0)
  t.ok(isSameFile(sent, received))
  const arrived = hosts.anna.uplink.traffic().received.packets
  t.ok(arrived < 0.98 * hosts.ben.uplink.traffic().sent.packets, 'some were lost')
})

test('a slow uplink only takes longer', onNode, async (t) => {
  const { hosts } = await createLab(t, { anna: 'open', ben: 'open' }, { rateMbit: 4 })
  const received = path.join(hosts.anna.storage, 'received')
  const sent = randomFile(hosts.ben.storage, 'sent', MIB)
  const { key } = await startHost(hosts.anna, ['--recv-only'], { redirect: `> ${received}` })
  const begun = Date.now()
  const client = startClient(hosts.ben, key, ['--send-only'], { redirect: `< ${sent}` })
  t.is(await client.exited, 0)
  t.ok(Date.now() - begun > 2000, 'a MiB at 4 Mbit/s')
  t.is(fs.statSync(received).size, MIB)
})

test('a NAT that forgets its mappings, and a host that sleeps', inLab(), async (t) => {
  const { hosts } = await createLab(t, { anna: 'consistent', ben: 'consistent' })
  const { host, key } = await startHost(hosts.anna, ['--chat'])
  const member = startClient(hosts.ben, key, ['--chat', '--name', 'ben'])
  await member.said(/you are ben/)
  hosts.ben.uplink.flushMappings()
  member.write('from a new mapping\n')
  await host.printed(/ben: from a new mapping\n/)
  member.kill('SIGSTOP')
  host.write('good night\n')
  await pause(SHORT_MS)
  t.is(member.stdout.length, 0, 'it sleeps')
  member.kill('SIGCONT')
  await member.printed(/host: good night\n/)
})

/** Lets a fault last. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
