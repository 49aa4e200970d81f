// A relay that does not carry what it is given, or not as it was given.
import test from 'brittle'
import { b4a } from '../../../shared/base/packages.ts'
import type { Connection } from '../../../shared/network/node.ts'
import { HostileRelay } from '../../helpers/hostile-relay.ts'
import { RELAY_MODES } from '../../helpers/hostile-relay-modes.ts'
import { meetAt, relayPlace } from '../../helpers/relay-place.ts'

const LINES = 200

for (const { name, create, isHarmless } of RELAY_MODES) {
  test(`a relay that ${name} gets nothing through that was not sent`, async (t) => {
    let done = 0
    const relay = new HostileRelay(create(() => done++))
    const place = await relayPlace(t, {}, () => relay)
    const failures: unknown[] = []
    for (const node of [place.host, place.client])
      node.relays.watchFailures((...failure) => failures.push(failure))
    const { atHost, connection } = await meetAt(t, place)
    const [heardByHost, heardByClient] = [new Heard(atHost), new Heard(connection)]
    const isAll = Promise.all([heardByHost.all, heardByClient.all])
    const isOver = Promise.race([heardByHost.closed, heardByClient.closed])
    // What it is like for a peer whose relay says nothing any more: heartbeats.ts.
    for (const each of [atHost, connection]) each.setTimeout(3000)
    for (let number = 0; number < LINES; number++) {
      for (const each of [atHost, connection]) each.write(lineOf(number))
      await new Promise((resolve) => setImmediate(resolve))
    }
    const isThrough = await Promise.race([isAll.then(() => true), isOver.then(() => false)])
    t.is(isThrough, isHarmless, isHarmless ? 'all arrives' : 'the connection ends')
    t.alike(failures[0], isHarmless ? undefined : [place.relay, 'broken'])
    t.ok(done > 0, `${done} of ${relay.carried} packets`)
    for (const { lines } of [heardByHost, heardByClient]) {
      t.alike(lines, linesUpTo(lines.length), `${lines.length} lines, as they were sent`)
    }
  })
}

class Heard {
  readonly lines: string[] = []
  readonly all: Promise<void>
  readonly closed: Promise<void>

  constructor(connection: Connection) {
    let rest = ''
    this.all = new Promise((resolve) => {
      connection.on('data', (bytes) => {
        const parts = (rest + b4a.toString(bytes)).split('\n')
        rest = parts.pop() ?? ''
        this.lines.push(...parts)
        if (this.lines.length >= LINES) resolve()
      })
    })
    this.closed = new Promise((resolve) => connection.once('close', resolve))
  }
}

function linesUpTo(count: number): string[] {
  return Array.from({ length: count }, (_, number) => lineOf(number).slice(0, -1))
}

function lineOf(number: number): string {
  return `line ${number} ${'.'.repeat(number % 100)}\n`
}
