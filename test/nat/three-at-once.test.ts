// Friends behind random NATs who join one room at the same moment, without any relay.
import test from 'brittle'
import { monotonicMs } from '../../shared/base/clock.ts'
import { startClient, startHost } from '../helpers/apps.ts'
import { inLab } from './available.ts'
import { createLab } from './lab.ts'

test('three random clients at once get in to a consistent host', inLab(), async (t) => {
  const { hosts } = await createLab(t, {
    anna: 'consistent',
    ben: 'random',
    carl: 'random',
    dora: 'random'
  })
  const { host, key } = await startHost(hosts.anna, ['--chat'])
  const begunAt = monotonicMs()
  const names = ['ben', 'carl', 'dora'] as const
  // Punching through a random NAT is a matter of luck, and goes wrong now and then.
  for (const name of names) startClient(hosts[name], key, ['--chat', '--wait', '--name', name])
  await Promise.all(
    names.map(async (name) => {
      await host.said(new RegExp(`${name} joined`))
      t.comment(`${name} is in after ${Math.round(monotonicMs() - begunAt)} ms`)
    })
  )
  t.pass('all are in')
})
