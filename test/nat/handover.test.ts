// What carries a member's connection goes, or is not needed any more: the talk goes on.
import test from 'brittle'
import { startClient, startHost } from '../helpers/apps.ts'
import { inLab } from './available.ts'
import { RelayedTalk } from './handover.ts'
import { createLab } from './lab.ts'
import { talk } from './talk.ts'

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
