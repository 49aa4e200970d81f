// --doctor of both apps, as people and scripts run it.
import test from 'brittle'
import b4a from 'b4a'
import HyperDHT from 'hyperdht'
import { createPlace, start, startClient, startHost } from '../helpers/apps.ts'
import type { Program } from '../helpers/program.ts'

test('where all is well, both apps say so, and exit with 0', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const own = start(place, ['server-app', '--doctor'])
  t.is(await own.exited, 0, own.stderr)
  const words = b4a.toString(own.stdout)
  for (const check of ['bootstrap', 'nat', 'punching', 'clock', 'storage']) {
    t.ok(new RegExp(`^${check} +ok `, 'm').test(words), `${check} in ${words}`)
  }
  const toHost = startClient(place, key, ['--doctor', '--ephemeral'])
  t.is(await toHost.exited, 0, toHost.stderr)
  t.ok(/^host +ok .*connected after \d+ ms, directly to 127\.0\.0\.1:\d+/m.test(textOf(toHost)))
  t.is(await startClient(place, key, ['--send', 'hello', '--name', 'anna']).exited, 0)
  await host.printed(/anna: hello\n/)
  t.is(host.stderr.match(/got connection!/g)?.length, 1, 'the room admits only anna')
})

test('scripts get each finding as JSON, and what was found out', async (t) => {
  const place = await createPlace(t)
  const { key } = await startHost(place, ['--chat'])
  const doctor = startClient(place, key, ['--doctor', '--json'])
  t.is(await doctor.exited, 0, doctor.stderr)
  const lines = textOf(doctor)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  const checks = lines.filter(({ event }) => event === 'check')
  t.alike(
    checks.map(({ check }) => check),
    ['bootstrap', 'nat', 'punching', 'clock', 'storage', 'host']
  )
  t.ok(checks.every(({ status, next }) => status === 'ok' && next === null))
  const facts = lines.at(-1)
  t.is(facts?.['event'], 'doctor')
  t.is(facts?.['exitCode'], 0)
  t.is((facts?.['host'] as { key: string } | undefined)?.key, key)
})

test('a host that is not there is exit code 3, with a next step', async (t) => {
  const place = await createPlace(t)
  const key = b4a.toString(HyperDHT.keyPair().publicKey, 'hex')
  const doctor = startClient(place, key, ['--doctor', '--ephemeral'])
  t.is(await doctor.exited, 3)
  t.ok(/^host +WRONG +Nobody is listening on that key\n +→ /m.test(textOf(doctor)), textOf(doctor))
})

function textOf(program: Program): string {
  return b4a.toString(program.stdout)
}
