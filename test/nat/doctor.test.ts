// --doctor names what is between a host and the public net.
import test from 'brittle'
import b4a from 'b4a'
import { start, startClient, startHost } from '../helpers/apps.ts'
import type { Program } from '../helpers/program.ts'
import { inLab } from './available.ts'
import { createLab } from './lab.ts'

test('a random NAT is named, and is no fault once the host is reached', inLab(), async (t) => {
  const { hosts } = await createLab(t, { anna: 'consistent', ben: 'random', eve: 'open' })
  const alone = start(hosts.ben, ['client-app', '--doctor'])
  t.is(await alone.exited, 3)
  t.ok(/^nat +ok +.*\(random\), seen as 44\./m.test(textOf(alone)), textOf(alone))
  t.ok(/^punching +limited/m.test(textOf(alone)))

  const { key } = await startHost(hosts.eve, ['--chat'])
  const toHost = startClient(hosts.ben, key, ['--doctor'])
  t.is(await toHost.exited, 0, toHost.stderr)
  t.ok(/^host +ok +.*found after .*answered after .*connected after /m.test(textOf(toHost)))
  t.ok(textOf(toHost).includes(`directly to ${hosts.eve.uplink.address}:`), textOf(toHost))

  const consistent = start(hosts.anna, ['server-app', '--doctor'])
  t.is(await consistent.exited, 0)
  t.ok(/^nat +ok +.*\(consistent\)/m.test(textOf(consistent)), textOf(consistent))
})

test('two random NATs are the cause, with a next step', inLab({ onNodeOnly: true }), async (t) => {
  const { hosts } = await createLab(t, { anna: 'random', ben: 'random' })
  const { key } = await startHost(hosts.anna, ['--chat'])
  const doctor = startClient(hosts.ben, key, ['--doctor'])
  t.is(await doctor.exited, 3)
  t.ok(/^host +WRONG +No direct path.*\n +→ .*--relay/m.test(textOf(doctor)), textOf(doctor))
})

test('UDP blocked is named, with a next step', inLab(), async (t) => {
  const { hosts } = await createLab(t, { anna: 'blocked' })
  const doctor = start(hosts.anna, ['server-app', '--doctor'])
  t.is(await doctor.exited, 3)
  t.ok(/^bootstrap +WRONG +No DHT node answered\n +→ .*UDP/m.test(textOf(doctor)), textOf(doctor))
  t.ok(/^storage +ok /m.test(textOf(doctor)))
})

function textOf(program: Program): string {
  return b4a.toString(program.stdout)
}
