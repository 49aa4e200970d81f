// Members relay for newcomers of their room who have no direct path to its host. Nothing is configured.
import test from 'brittle'
import { startClient, startHost, startPlainClient } from '../helpers/apps.ts'
import { inLab } from './available.ts'
import { RelayedTalk } from './handover.ts'
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
    await ben.said(/relayed via carl/)
    host.write('/who\n')
    await host.said(/^carl [0-9a-f]{64} \(direct\)\nben [0-9a-f]{64} \(relayed via carl\)$/m)
  })
}

test('a relaying member that leaves hands over first', inLab({ onNodeOnly: true }), async (t) => {
  const relayed = await RelayedTalk.begin(t, 'open')
  await relayed.lose('SIGTERM')
  relayed.judge(t)
  t.absent(relayed.wasLost)
})

test('a relaying member that is killed is replaced', inLab(), async (t) => {
  const relayed = await RelayedTalk.begin(t, 'consistent')
  for (let round = 0; round < 2; round++) await relayed.lose('SIGKILL')
  relayed.judge(t)
})

test(
  'when a direct path opens, the connection moves to it',
  inLab({ onNodeOnly: true }),
  async (t) => {
    const { hosts } = await createLab(t, { anna: 'random', ben: 'random', carl: 'open' })
    const { host, key } = await startHost(hosts.anna, ['--chat'])
    const carl = startClient(hosts.carl, key, ['--chat', '--name', 'carl'])
    await carl.said(/may be connected through you/)
    const ben = startClient(hosts.ben, key, ['--chat', '--name', 'ben'])
    await talk(t, host, ben)
    hosts.ben.changeNat('consistent')
    hosts.ben.addAddress()
    await ben.said(/the path to the host is now direct/)
    await talk(t, host, ben)
    t.absent(ben.stderr.includes('connection was lost'))
  }
)

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
