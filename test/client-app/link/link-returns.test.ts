import test from 'brittle'
import { ChatError } from '../../../shared/base/errors.ts'
import { LinkPlace } from '../../helpers/link-place.ts'

const MINUTE_MS = 60_000

test('the time to get back ends with being back, and begins anew with the next loss', async (t) => {
  const place = new LinkPlace(t, { reconnectMs: MINUTE_MS })
  await place.enter()
  await place.fail()
  await place.open()
  await place.fail()
  await place.pass(10_000)
  await place.enter()
  await place.fail()
  await place.pass(MINUTE_MS - 1)
  t.is(await Promise.race([place.ended, Promise.resolve('goes on')]), 'goes on')
  await place.pass(1)
  t.is((await place.ended)?.code, 'LOST')
  const count = place.node.attempts.length
  await place.fail()
  await place.pass(MINUTE_MS)
  t.is(place.node.attempts.length, count, 'nothing more is tried')
})

test('the time to get back does not begin anew while the host lets nobody in', async (t) => {
  const place = new LinkPlace(t, { reconnectMs: MINUTE_MS })
  await place.enter()
  await place.fail()
  await place.pass(MINUTE_MS / 2)
  await place.open()
  await place.fail()
  await place.pass(MINUTE_MS / 2)
  t.is((await place.ended)?.code, 'LOST')
})

test('each loss has its own reason, and who is back may be given a better path', async (t) => {
  const place = new LinkPlace(t, { reconnectMs: Infinity })
  await place.enter()
  await place.fail('LOST')
  await place.enter()
  await place.fail('HOST_LEFT')
  t.is(place.link.state.is === 'lost' && place.link.state.reason.code, 'HOST_LEFT')
})

test('a host that lets us in on a connection that is lost has not let us in', async (t) => {
  const place = new LinkPlace(t, { reconnectMs: Infinity })
  await place.enter()
  await place.fail()
  await place.open()
  place.admits[0]?.()
  t.is(place.link.state.is, 'connected')
})

test('after a connection was replaced in time, the next is given up no sooner', async (t) => {
  const place = new LinkPlace(t, { reconnectMs: Infinity })
  await place.enter()
  place.link.renew()
  await place.enter()
  await place.hear(1000)
  const count = place.node.attempts.length
  const { connection } = place.node.last
  await place.pass(2250)
  t.is(place.node.attempts.length, count + 1, 'it is silent')
  await place.hear(250, connection)
  await place.fail()
  await place.hear(3000, connection)
  t.is(place.node.attempts.length, count + 1, 'and goes on')
})

test('a host that refuses who is back leaves the reason of the loss', async (t) => {
  const place = new LinkPlace(t, { reconnectMs: Infinity })
  await place.enter()
  await place.fail()
  await place.open()
  await place.fail('BUSY')
  const { state } = place.link
  t.alike(state.is === 'lost' && [state.reason.code, state.failure?.code], ['LOST', 'BUSY'])
})

test('a connection that opens once the host has put us out is closed', async (t) => {
  const place = new LinkPlace(t, { reconnectMs: Infinity })
  await place.enter()
  place.link.renew()
  await place.node.attempts[0]?.fail(new ChatError('KICKED'))
  t.is((await place.ended)?.code, 'KICKED')
  await place.open()
  t.ok(place.node.last.connection.destroying)
})
