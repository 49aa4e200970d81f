import test from 'brittle'
import { JITTER, LONGEST_PAUSE_MS, Reconnector } from '../../../client-app/link/reconnector.ts'
import { ChatError } from '../../../shared/base/errors.ts'
import type { Connection } from '../../../shared/network/node.ts'
import { TestClock } from '../../helpers/test-clock.ts'

test('it tries at once, then with growing pauses that have an upper bound', async (t) => {
  for (const random of [0, 1]) {
    const place = new Place(random)
    place.failsAtOnce = true
    place.reconnector.start()
    t.alike(place.startedAt, [0])
    await place.clock.pass(30 * 60_000)
    await place.fail()
    const pauses = place.startedAt.slice(1).map((at, index) => at - (place.startedAt[index] ?? 0))
    t.ok((pauses[0] ?? 0) <= 1000, `the first is short: ${pauses[0]}`)
    const longest = LONGEST_PAUSE_MS * (1 + random * JITTER)
    t.ok(Math.abs(Math.max(...pauses) - longest) < 1)
    t.ok(longest <= 75_000)
    const early = pauses.filter((_, index) => (place.startedAt[index] ?? 0) < 100_000)
    t.ok(Math.max(...early) <= 5000 * (1 + random * JITTER), 'in the first minutes')
    t.ok(pauses.every((pause, index) => pause >= (pauses[index - 1] ?? 0)))
    t.is(place.failed, place.startedAt.length)
  }
})

test('attempts that hang are not given up, do not hold up the next, and do not pile up', async (t) => {
  const place = new Place()
  place.reconnector.start()
  await place.clock.pass(60_000)
  t.is(place.startedAt.length, 3)
  await place.fail()
  await place.clock.pass(1)
  t.is(place.startedAt.length, 4, 'the next one was due')
})

test('while the host opens a path for one, no other begins, unless something has changed', async (t) => {
  const place = new Place()
  place.reconnector.start()
  place.attempts[0]?.onPunching()
  await place.clock.pass(60_000)
  t.is(place.startedAt.length, 1)
  place.reconnector.hurry()
  t.is(place.startedAt.length, 2)
})

test('the first connection is the one, and later ones are closed', async (t) => {
  const place = new Place()
  place.reconnector.start()
  await place.clock.pass(3000)
  const [first, second] = [new FakeConnection(), new FakeConnection()]
  place.attempts[1]?.open(first)
  await place.clock.pass(0)
  t.alike(place.opened, [first])
  place.attempts[0]?.open(second)
  await place.clock.pass(60_000)
  t.is(place.opened.length, 1)
  t.alike([first.destroyed, second.destroyed], [false, true])
  t.is(place.startedAt.length, 3, 'nothing else is tried')
})

test('a connection that comes to nothing does not make the pauses short again', async (t) => {
  const place = new Place()
  place.reconnector.start()
  place.attempts[0]?.open(new FakeConnection())
  await place.clock.pass(0)
  place.reconnector.start()
  t.is(place.startedAt.length, 1, 'not at once')
  await place.clock.pass(700)
  t.is(place.startedAt.length, 2)
  place.attempts[1]?.open(new FakeConnection())
  await place.clock.pass(0)
  place.reconnector.settle()
  place.reconnector.start()
  t.is(place.startedAt.length, 3, 'at once, after one that was good')
})

test('a host that admits and leaves again and again is not got back to in a loop', async (t) => {
  const place = new Place()
  for (let count = 0; place.clock.now() < 60_000 && count < 1000;) {
    place.reconnector.start()
    for (; place.startedAt.length === count;) await place.clock.pass(10)
    place.attempts[count++]?.open(new FakeConnection())
    await place.clock.pass(0)
    place.reconnector.settle()
  }
  t.ok(place.startedAt.length <= 50, `${place.startedAt.length} times a minute`)
  t.ok(place.startedAt.filter((at) => at < 1000).length > 3, 'a few times at once, at first')
  await place.clock.pass(10_000)
  place.reconnector.settle()
  const count = place.startedAt.length
  place.reconnector.start()
  t.is(place.startedAt.length, count + 1, 'at once, after one that lasted')
})

test('a change makes it try at once, and only while it tries', async (t) => {
  const place = new Place()
  place.reconnector.hurry()
  t.is(place.startedAt.length, 0)
  place.reconnector.start()
  await place.fail()
  place.reconnector.hurry()
  t.is(place.startedAt.length, 2)
  place.failsAtOnce = true
  await place.clock.pass(30 * 60_000)
  place.reconnector.hurry()
  const { length } = place.startedAt
  await place.clock.pass(5000)
  t.ok(place.startedAt.length >= length + 3, 'with short pauses again, however long it has taken')
  const count = place.startedAt.length
  place.reconnector.stop()
  place.reconnector.hurry()
  await place.clock.pass(60_000)
  t.is(place.startedAt.length, count)
})

test('however often something changes, attempts do not pile up', (t) => {
  const place = new Place()
  place.reconnector.start()
  for (let count = 0; count < 10; count++) place.reconnector.hurry()
  t.is(place.startedAt.length, 4)
})

test('to begin again changes nothing while it tries', async (t) => {
  const place = new Place()
  place.reconnector.start()
  await place.clock.pass(400)
  place.reconnector.start()
  await place.clock.pass(100)
  t.alike(place.startedAt, [0, 500])
})

test('of what fails once nothing is wanted, nothing is told', async (t) => {
  const place = new Place()
  place.reconnector.start()
  place.reconnector.stop()
  await place.fail()
  t.is(place.failed, 0)
})

class FakeConnection {
  destroyed = false

  destroy(): void {
    this.destroyed = true
  }
}

interface FakeAttempt {
  onPunching: () => void
  open: (connection: FakeConnection) => void
  fail: () => void
}

class Place {
  readonly clock = new TestClock()
  readonly startedAt: number[] = []
  readonly attempts: FakeAttempt[] = []
  readonly opened: unknown[] = []
  failed = 0
  failsAtOnce = false
  readonly reconnector: Reconnector

  constructor(random = 0) {
    this.reconnector = new Reconnector({
      attempt: (onPunching) => {
        this.startedAt.push(this.clock.now())
        return new Promise<Connection>((resolve, reject) => {
          const open = (connection: FakeConnection): void =>
            resolve(connection as unknown as Connection)
          const fail = (): void => reject(new ChatError('PEER_NOT_FOUND'))
          this.attempts.push({ onPunching, open, fail })
          if (this.failsAtOnce) fail()
        })
      },
      onOpen: (connection) => this.opened.push(connection),
      onFailed: () => this.failed++,
      clock: this.clock,
      random: () => random
    })
  }

  /** All attempts so far fail. */
  async fail(): Promise<void> {
    for (const attempt of this.attempts) attempt.fail()
    await this.clock.pass(0)
    await this.clock.pass(0)
  }
}
