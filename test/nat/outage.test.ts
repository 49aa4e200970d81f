// A host whose network was gone for a while: it can be reached again at once.
import test from 'brittle'
import { startClient, startHost } from '../helpers/apps.ts'
import { inLab } from './available.ts'
import { createLab } from './lab.ts'

/** HyperDHT has then given up its announcement, and would not renew it for five minutes. */
const GONE_MS = 35_000
/** It takes about 2 s. */
const LIMIT_MS = 20_000

test('a host whose network was gone for half a minute', inLab({ onNodeOnly: true }), async (t) => {
  const { hosts } = await createLab(t, { anna: 'consistent', ben: 'consistent' })
  const { host, key } = await startHost(hosts.anna, ['--chat'])
  await hosts.anna.uplink.cut()
  await new Promise((resolve) => setTimeout(resolve, GONE_MS))
  await hosts.anna.uplink.restore()
  const begun = Date.now()
  t.is(await startClient(hosts.ben, key, ['--send', 'after', '--wait']).exited, 0)
  await host.printed(/after\n/)
  const took = Date.now() - begun
  t.ok(took < LIMIT_MS, `${took} ms`)
})
