// A room whose members meet at a relay that does not carry what it is given.
import test from 'brittle'
import { start, startClient, startHost } from '../helpers/apps.ts'
import { inLab } from './available.ts'
import { createLab } from './lab.ts'

/** Those that differ for an app: the others are among the tests of shared/relay. */
const NAMES = [
  'alters the length of a frame',
  'drops all there is from some packet on',
  'delays packets, and turns their order round',
  'replays every packet, at once and later'
]
const LINES = 20
const NUMBERS = Array.from({ length: LINES }, (_, number) => number)

for (const name of NAMES) {
  test(`through a relay that ${name}`, inLab({ onNodeOnly: true }), async (t) => {
    const { hosts } = await createLab(t, {
      anna: 'random',
      ben: 'random',
      carl: 'open',
      dora: 'open'
    })
    const hostile = start(hosts.carl, ['test/helpers/relay-process.js', name])
    const [, bad = ''] = await hostile.printed(/relaying on: ([0-9a-f]{64})/)
    const good = start(hosts.dora, ['server-app', '--as-relay'])
    const [, spare = ''] = await good.said(/relaying on: ([0-9a-f]{64})/)
    const { host, key } = await startHost(hosts.anna, ['--chat', '--relay', `${bad},${spare}`])
    const client = startClient(hosts.ben, key, ['--chat', '--name', 'ben'])
    await host.said(/ben joined/)
    for (const number of NUMBERS) {
      client.write(`client ${number}.\n`)
      host.write(`host ${number}.\n`)
      await Promise.all([
        host.printed(new RegExp(`client ${number}\\.`)),
        client.printed(new RegExp(`host ${number}\\.`))
      ])
    }
    await hostile.printed(/done/)
    t.alike(heard(host.stdout, /client (\d+)\./g), NUMBERS)
    t.alike(heard(client.stdout, /host (\d+)\./g), NUMBERS)
    t.absent(host.stderr.includes('ben left'))
  })
}

function heard(output: Uint8Array, line: RegExp): number[] {
  return [...String(output).matchAll(line)].map(([, number]) => Number(number))
}
