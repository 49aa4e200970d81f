// A host whose public address changes, or the ports that its NAT has given it: it can be reached again within seconds.
import test from 'brittle'
import { startClient, startHost } from '../helpers/apps.ts'
import { inLab } from './available.ts'
import { createLab } from './lab.ts'

/** It takes about 3 s, most of that to start a client. HyperDHT itself: 297 s behind a NAT, never where it is open. */
const LIMIT_MS = 20_000

const CHANGES = [
  ['open', 'at its new address', 'changeAddress'],
  ['consistent', 'at its new address', 'changeAddress'],
  ['random', 'after its NAT has forgotten it', 'flushMappings']
] as const

for (const [kind, where, change] of CHANGES) {
  test(`a host is reached ${where}: ${kind}`, inLab(), async (t) => {
    const { hosts } = await createLab(t, { anna: kind, ben: 'consistent' })
    const { host, key } = await startHost(hosts.anna, ['--chat'])
    t.is(await startClient(hosts.ben, key, ['--send', 'before']).exited, 0)

    hosts.anna.uplink[change]()
    const begun = Date.now()
    t.is(await startClient(hosts.ben, key, ['--send', 'after', '--wait']).exited, 0)
    await host.printed(/after\n/)
    const took = Date.now() - begun
    t.comment(`${took} ms`)
    t.ok(took < LIMIT_MS, `${took} ms`)
  })
}
