import test from 'brittle'
import { DirectPath } from '../../../client-app/link/direct-path.ts'
import { ChatError, type ChatErrorCode } from '../../../shared/base/errors.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import type { Connection } from '../../../shared/network/node.ts'
import { TestClock } from '../../helpers/test-clock.ts'

const { firstMs, longestMs, changeMs } = LIMITS.directPath

test('while a relay carries the connection, a direct path is looked for ever more rarely', async (t) => {
  const place = new Place()
  await place.clock.pass(longestMs)
  t.is(place.dials, 0)
  place.path.follow(true)
  await place.clock.pass(firstMs)
  t.is(place.dials, 1)
  await place.clock.pass(2 * firstMs - 1)
  t.is(place.dials, 1)
  await place.clock.pass(1)
  t.is(place.dials, 2)
  await place.clock.pass(60 * 60_000)
  const before = place.dials
  await place.clock.pass(60 * 60_000)
  t.is(place.dials - before, 6)
})

test('one that opens is used, and nothing is looked for any more', async (t) => {
  const place = new Place()
  place.path.follow(true)
  place.opens = true
  await place.clock.pass(firstMs)
  t.is(place.used.length, 1)
  place.path.follow(false)
  await place.clock.pass(longestMs)
  t.is(place.dials, 1)
})

test('one that opens too late is closed', async (t) => {
  const place = new Place()
  place.path.follow(true)
  place.opens = true
  place.onDial = () => place.path.follow(false)
  await place.clock.pass(firstMs)
  t.alike([place.used.length, place.destroyed], [0, 1])
})

test('a change of the network makes it look soon', async (t) => {
  const place = new Place()
  place.path.hurry()
  await place.clock.pass(changeMs)
  t.is(place.dials, 0, 'the path is direct')
  place.path.follow(true)
  await place.clock.pass(firstMs)
  place.path.hurry()
  await place.clock.pass(changeMs)
  t.is(place.dials, 2)
})

test('a firewall on the same network is asked rarely, and a connection in between is left alone', async (t) => {
  const place = new Place()
  place.failure = 'LOCAL_FIREWALL'
  place.path.follow(true)
  await place.clock.pass(firstMs + longestMs - 1)
  t.is(place.dials, 1)
  await place.clock.pass(1)
  t.is(place.dials, 2)
  place.mayReplace = false
  await place.clock.pass(3 * longestMs)
  t.is(place.dials, 2)
})

test('that the path is still relayed changes nothing', async (t) => {
  const place = new Place()
  place.path.follow(true)
  await place.clock.pass(firstMs - 1)
  place.path.follow(true)
  await place.clock.pass(1)
  t.is(place.dials, 1)
})

test('a path that is relayed once more is looked for as at first', async (t) => {
  const place = new Place()
  place.path.follow(true)
  await place.clock.pass(3 * firstMs)
  place.path.follow(false)
  place.path.follow(true)
  await place.clock.pass(firstMs)
  t.is(place.dials, 3)
})

test('a change of the network makes it look once, not more often from then on, nor while it looks', async (t) => {
  const place = new Place()
  place.path.follow(true)
  place.onDial = () => place.path.hurry()
  place.path.hurry()
  await place.clock.pass(changeMs + firstMs - 1)
  t.is(place.dials, 1)
  await place.clock.pass(1)
  t.is(place.dials, 2)
})

class Place {
  readonly clock = new TestClock()
  readonly used: unknown[] = []
  destroyed = 0
  dials = 0
  opens = false
  mayReplace = true
  failure: ChatErrorCode = 'BOTH_RANDOM'
  onDial: () => void = () => {}
  readonly path = new DirectPath({
    mayReplace: () => this.mayReplace,
    dial: async () => {
      this.dials += 1
      this.onDial()
      if (!this.opens) throw new ChatError(this.failure)
      return { destroy: () => (this.destroyed += 1) } as unknown as Connection
    },
    onOpen: (connection) => this.used.push(connection),
    clock: this.clock
  })
}
