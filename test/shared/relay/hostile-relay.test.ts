// A relay that does not carry what it is given, or not as it was given.
import test from 'brittle'
import { b4a } from '../../../shared/base/packages.ts'
import type { Connection } from '../../../shared/network/node.ts'
import { HostileRelay } from '../../helpers/hostile-relay.ts'
import { cross, RELAY_MODES } from '../../helpers/hostile-relay-modes.ts'
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
    const talk = new Talk(atHost, connection)
    await talk.run()
    t.is(await talk.isThrough, isHarmless, isHarmless ? 'all arrives' : 'the connection ends')
    t.alike(failures[0], isHarmless ? undefined : [place.relay, 'broken'])
    t.ok(done > 0, `${done} of ${relay.carried} packets`)
    for (const { lines } of talk.heard) {
      t.alike(lines, linesUpTo(lines.length), `${lines.length} lines, as they were sent`)
    }
  })
}

test('a relay that crosses two pairs gets nothing of one through to the other', async (t) => {
  const place = await relayPlace(t, {}, () => new HostileRelay(cross()))
  const talks: Talk[] = []
  for (const [name, client] of [
    ['one', place.client],
    ['other', place.other]
  ] as const) {
    const { atHost, connection } = await meetAt(t, { ...place, client })
    talks.push(new Talk(atHost, connection, name))
  }
  await Promise.all(talks.map((talk) => talk.run()))
  const areThrough = await Promise.all(talks.map(({ isThrough }) => isThrough))
  t.ok(
    areThrough.includes(false),
    'a connection ends: one may be through before any packet is crossed'
  )
  for (const { heard, name } of talks) {
    for (const { lines } of heard)
      t.alike(lines, linesUpTo(lines.length, name), `${lines.length} lines, as they were sent`)
  }
})

/** Lines both ways. */
class Talk {
  readonly heard: readonly Heard[]
  /** Resolves with whether all lines arrive: false if the connection ends before. */
  readonly isThrough: Promise<boolean>
  readonly name
  readonly #ends: readonly Connection[]

  constructor(atHost: Connection, connection: Connection, name = 'line') {
    this.name = name
    this.#ends = [atHost, connection]
    this.heard = this.#ends.map((end) => new Heard(end))
    const isAll = Promise.all(this.heard.map(({ all }) => all)).then(() => true)
    this.isThrough = Promise.race([isAll, ...this.heard.map(({ closed }) => closed)])
    // What it is like for a peer whose relay says nothing any more: heartbeats.ts.
    for (const each of this.#ends) each.setTimeout(3000)
  }

  async run(): Promise<void> {
    for (let number = 0; number < LINES; number++) {
      for (const each of this.#ends) each.write(lineOf(number, this.name))
      // Until both have heard each other at the relay, all goes into one packet.
      if (number === 0) await Promise.all(this.heard.map(({ first }) => first))
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

class Heard {
  readonly lines: string[] = []
  readonly first: Promise<void>
  readonly all: Promise<void>
  /** Resolves with false. */
  readonly closed: Promise<false>

  constructor(connection: Connection) {
    let rest = ''
    const reached = (count: number): Promise<void> =>
      new Promise((resolve) => {
        connection.on('data', () => {
          if (this.lines.length >= count) resolve()
        })
      })
    connection.on('data', (bytes) => {
      const parts = (rest + b4a.toString(bytes)).split('\n')
      rest = parts.pop() ?? ''
      this.lines.push(...parts)
    })
    this.first = reached(1)
    this.all = reached(LINES)
    this.closed = new Promise((resolve) => connection.once('close', () => resolve(false)))
  }
}

function linesUpTo(count: number, name = 'line'): string[] {
  return Array.from({ length: count }, (_, number) => lineOf(number, name).slice(0, -1))
}

function lineOf(number: number, name: string): string {
  return `${name} ${number} ${'.'.repeat(number % 100)}\n`
}
