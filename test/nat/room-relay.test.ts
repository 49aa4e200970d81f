// Members relay for newcomers of their room who have no direct path to its host. Nothing is configured.
import test from 'brittle'
import { startClient, startHost, startPlainClient } from '../helpers/apps.ts'
import { inLab } from './available.ts'
import { createLab } from './lab.ts'
import { talk } from './talk.ts'

for (const relay of ['open', 'consistent'] as const) {
  test(`random to random, through a member that is ${relay}`, inLab(), async (t) => {
    const { hosts } = await createLab(t, { anna: 'random', ben: 'random', carl: relay })
    const { host, key } = await startHost(hosts.anna, ['--chat', '--commands'])
    const carl = startClient(hosts.carl, key, ['--chat', '--name', 'carl'])
    await carl.said(/may be connected through you/)
    const ben = startClient(hosts.ben, key, ['--chat', '--name', 'ben'])
    await carl.said(/relaying for others in this room/)
    await talk(t, host, ben)
    await ben.said(/the path to the host is now relayed via carl\n/)
    t.is(ben.stderr.match(/relayed via/g)?.length, 1, 'one line says it')
    host.write('/who\n')
    await host.said(/^carl [0-9a-f]{64} \(direct\)\nben [0-9a-f]{64} \(relayed via carl\)$/m)
  })
}

test('a member that refuses carries nobody', inLab({ onNodeOnly: true }), async (t) => {
  const { hosts } = await createLab(t, { anna: 'random', ben: 'random', carl: 'open' })
  const { host, key } = await startHost(hosts.anna, ['--chat'])
  startClient(hosts.carl, key, ['--chat', '--no-relay', '--name', 'carl'])
  await host.said(/carl joined/)
  const ben = startClient(hosts.ben, key, ['--chat', '--name', 'ben'])
  t.is(await ben.exited, 3)
})

test('a plain client gets in through a member, too', inLab({ onNodeOnly: true }), async (t) => {
  const { hosts } = await createLab(t, { anna: 'random', ben: 'random', carl: 'open' })
  const { host, key } = await startHost(hosts.anna, ['--chat'])
  const carl = startClient(hosts.carl, key, ['--chat', '--name', 'carl'])
  await carl.said(/may be connected through you/)
  const plain = startPlainClient(hosts.ben, key)
  plain.write('a plain line\n')
  await host.printed(/a plain line/)
  t.pass()
})
