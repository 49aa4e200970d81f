// Why a host cannot be reached is said plainly, and soon.
import test from 'brittle'
import b4a from 'b4a'
import HyperDHT from 'hyperdht'
import { start, startClient, startHost } from '../helpers/apps.ts'
import { inLab } from './available.ts'
import { NAMED_BOOTSTRAP } from './dht.ts'
import { createLab } from './lab.ts'

/** 8 s, the start of the program, and a busy machine. HyperDHT itself takes 42 s. */
const OFFLINE_MS = 13_000
const KEY = b4a.toString(HyperDHT.keyPair().publicKey, 'hex')

test('where UDP is blocked, both apps say so within seconds', inLab(), async (t) => {
  const { hosts } = await createLab(t, { anna: 'blocked' })
  const begun = Date.now()
  const { storage, under } = hosts.anna
  const place = { t, storage, under, bootstrap: NAMED_BOOTSTRAP }
  const client = startClient(place, KEY)
  const host = start(place, ['server-app'])
  for (const program of [client, host]) await program.said(/error: No DHT node answered/)
  const took = Date.now() - begun
  t.ok(took < OFFLINE_MS, `${took} ms`)
  // They may end later: Node.js waits for the system to give up asking for the names of the bootstrap nodes.
  for (const program of [client, host]) t.is(await program.exited, 3)
})

test('two random networks are named as the cause', inLab(), async (t) => {
  const { hosts } = await createLab(t, { anna: 'random', ben: 'random' })
  const { key } = await startHost(hosts.anna)
  const client = startClient(hosts.ben, key)
  t.is(await client.exited, 3)
  t.ok(/both networks use a different port for every peer/.test(client.stderr), client.stderr)
})

test("a firewall on the same network is not called a network's ports", inLab(), async (t) => {
  const { hosts } = await createLab(t, {
    anna: { nat: 'consistent', isFirewalled: true },
    ben: { behind: 'anna' }
  })
  const { key } = await startHost(hosts.anna)
  const client = startClient(hosts.ben, key)
  t.is(await client.exited, 3)
  t.ok(/on this network, but a firewall/.test(client.stderr), client.stderr)
})

test('a host that vanished is not called private', inLab({ onNodeOnly: true }), async (t) => {
  const { hosts } = await createLab(t, { anna: 'consistent', ben: 'consistent' })
  const { key } = await startHost(hosts.anna)
  await hosts.anna.uplink.cut()
  const client = startClient(hosts.ben, key, ['--pipe'])
  t.is(await client.exited, 3)
  t.ok(/found but has not answered/.test(client.stderr), client.stderr)
  t.absent(/private/.test(client.stderr))
})
