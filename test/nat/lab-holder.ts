// Makes a lab with a running host in it, prints the lab's name and the host's pid, and holds it: for trying by
// hand what `ip netns exec` can do there, and for being killed.
import test from 'brittle'
import { startHost } from '../helpers/apps.ts'
import { createLab } from './lab.ts'

const HOUR_MS = 3_600_000

test('a lab is held', { timeout: HOUR_MS }, async (t) => {
  const { name, hosts } = await createLab(t, { anna: 'consistent', ben: 'random' })
  const { host, key } = await startHost(hosts.anna, ['--chat'])
  console.log(`holding ${name}: ${key} listens as process ${host.pid}`)
  await host.exited
})
