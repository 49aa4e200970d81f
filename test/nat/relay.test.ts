// Who cannot reach each other directly meets at a relay, brought along by either side.
import test from 'brittle'
import { keyOf } from '../../shared/base/key.ts'
import { HyperDHT } from '../../shared/base/packages.ts'
import { start, startClient, startHost } from '../helpers/apps.ts'
import { inLab } from './available.ts'
import { createLab } from './lab.ts'
import { talk } from './talk.ts'
import type { LabHost } from './host.ts'

for (const side of ['host', 'client'] as const) {
  test(`random to random, through a relay that the ${side} brings`, inLab(), async (t) => {
    const { hosts } = await createLab(t, { anna: 'random', ben: 'random', carl: 'open' })
    const { key: relay } = await startRelay(hosts.carl)
    const flags = ['--relay', relay]
    const { host, key } = await startHost(hosts.anna, ['--chat', ...(side === 'host' ? flags : [])])
    const client = startClient(hosts.ben, key, ['--chat', ...(side === 'client' ? flags : [])])
    await talk(t, host, client)
    if (side === 'client') await client.said(/^got connection! \(relayed via your relay\)$/m)
    else
      await client.said(
        new RegExp(`^the path to the host is now relayed via ${relay.slice(0, 8)}$`, 'm')
      )
    t.is(client.stderr.match(/relayed via/g)?.length, 1, client.stderr)
  })
}

test(
  'a relay is not told where a direct path is possible, and both ends say so',
  inLab({ onNodeOnly: true }),
  async (t) => {
    const { hosts } = await createLab(t, { anna: 'consistent', ben: 'random', carl: 'open' })
    const { key: relay } = await startRelay(hosts.carl)
    const { host, key } = await startHost(hosts.anna, ['--chat'])
    const flags = ['--chat', '--name', 'ben', '--json', '--relay', relay]
    const client = startClient(hosts.ben, key, flags)
    const [, connected = ''] = await client.said(/({"event":"connected".*})\n/)
    const { path, relay: used } = JSON.parse(connected) as { path: string; relay: object | null }
    t.alike([path, used], ['direct', null])
    client.write('{"command":"say","text":"directly"}\n')
    await host.printed(/directly/)
  }
)

test('a dead relay is skipped for the next one', inLab(), async (t) => {
  const { hosts } = await createLab(t, { anna: 'random', ben: 'random', carl: 'open' })
  const { key: relay } = await startRelay(hosts.carl)
  const { host, key } = await startHost(hosts.anna, ['--chat'])
  const relays = `${keyOf(HyperDHT.keyPair().publicKey)},${relay}`
  const client = startClient(hosts.ben, key, ['--chat', '--relay', relays])
  await talk(t, host, client)
})

test('a pipe through a relay', inLab(), async (t) => {
  const { hosts } = await createLab(t, { anna: 'random', ben: 'random', carl: 'open' })
  const { key: relay } = await startRelay(hosts.carl)
  const { host, key } = await startHost(hosts.anna, ['--pipe', '--relay', relay])
  const client = startClient(hosts.ben, key, ['--pipe', '--json'])
  client.write('through a relay\n')
  client.end()
  host.end()
  t.is(await client.exited, 0, client.stderr)
  t.is(await host.exited, 0, host.stderr)
  t.is(String(host.stdout), 'through a relay\n')
  const [, done = ''] = /({"event":"done".*})\n/.exec(client.stderr) ?? []
  const way = JSON.parse(done) as { path: string; relay: object }
  t.alike([way.path, way.relay], ['relayed', { key: relay, name: null, isOwn: false }])
})

test('words of an invite lead through a relay, too', inLab({ onNodeOnly: true }), async (t) => {
  const { hosts } = await createLab(t, { anna: 'random', ben: 'random', carl: 'open' })
  const { key: relay } = await startRelay(hosts.carl)
  const { host } = await startHost(hosts.anna, ['--recv-only', '--invite', '--relay', relay])
  const [, words = ''] = await host.said(/^((?:[a-z]+-){3}[a-z]+)$/m)
  const client = startClient(hosts.ben, words, ['--send-only'])
  client.write('by words\n')
  client.end()
  t.is(await client.exited, 0, client.stderr)
  t.is(await host.exited, 0, host.stderr)
  t.is(String(host.stdout), 'by words\n')
})

test('on one network, past a firewall', inLab(), async (t) => {
  const { hosts } = await createLab(t, {
    anna: { nat: 'consistent', isFirewalled: true },
    ben: { behind: 'anna' },
    carl: 'open'
  })
  const { key: relay } = await startRelay(hosts.carl)
  const { host, key } = await startHost(hosts.anna, ['--chat', '--relay', relay])
  await talk(t, host, startClient(hosts.ben, key, ['--chat']))
})

async function startRelay(at: LabHost): Promise<{ key: string }> {
  const relay = start(at, ['server-app', '--as-relay'])
  const [, key = ''] = await relay.said(/relaying on: ([0-9a-f]{64})\n/)
  return { key }
}
