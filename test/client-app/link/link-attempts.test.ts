import test from 'brittle'
import { ChatError } from '../../../shared/base/errors.ts'
import { bytesOf } from '../../../shared/base/key.ts'
import { testKey } from '../../helpers/keys.ts'
import { LinkPlace } from '../../helpers/link-place.ts'
import { turn } from '../../helpers/turn.ts'

const RELAY = testKey('ab')

test('it waits longer and longer for a host that is not there, and says each time that it does', async (t) => {
  const place = new LinkPlace(t, { waits: true })
  const pauses: number[] = []
  for (let tries = 1; tries <= 6; tries++) {
    await place.fail()
    const before = place.clock.now()
    while (place.node.attempts.length === tries) await place.pass(500)
    pauses.push(place.clock.now() - before)
  }
  t.alike(pauses, [1000, 2000, 4000, 8000, 10_000, 10_000])
  t.is(place.states.filter((is) => is === 'waiting').length, 6)
})

test('a change of the network ends a pause, and leaves nothing behind', async (t) => {
  const place = new LinkPlace(t, { waits: true })
  const watchers = place.node.networkWatchers.size
  await place.fail()
  place.node.changeNetwork()
  await turn()
  t.is(place.node.attempts.length, 2)
  t.is(place.node.networkWatchers.size, watchers)
})

test('where no path was found, another is tried at once, but not for ever', async (t) => {
  const place = new LinkPlace(t, { waits: true, relays: [RELAY] })
  t.is(place.node.last.relay, null, 'a relay learns who meets there')
  place.node.last.answer()
  await place.fail()
  t.is(place.node.attempts.length, 2)
  t.alike(place.node.last.relay, bytesOf(RELAY))
  place.node.last.answer()
  await place.fail()
  t.alike([place.link.state.is, place.node.attempts.length], ['waiting', 2])
})

test('a host that was not found has no other path', async (t) => {
  const place = new LinkPlace(t, { waits: true, relays: [RELAY] })
  await place.fail()
  t.is(place.link.state.is, 'waiting')
})

test('a host knocked at is one that was found and does not answer', async (t) => {
  const place = new LinkPlace(t, { knocks: true })
  place.node.last.found()
  place.node.last.answer()
  await place.pass(5000)
  t.is(place.link.state.is, 'found', 'it has answered')
  const other = new LinkPlace(t, { knocks: true, waits: true })
  await other.fail('PEER_NOT_FOUND')
  await other.pass(1000)
  other.node.last.found()
  await other.fail('PEER_NOT_FOUND')
  await other.pass(1500)
  t.is(other.link.state.is, 'waiting', 'that attempt is over')
})

test('what an attempt says after its end is not heard', async (t) => {
  const place = new LinkPlace(t, { waits: true })
  const [first] = place.node.attempts
  await place.fail()
  first?.punch()
  t.is(place.link.state.is, 'waiting')
})

test('a connection that falls silent before the host has let us in is given up', async (t) => {
  const place = new LinkPlace(t)
  await place.node.last.open()
  await place.pass(11_000)
  t.is((await place.ended)?.code, 'LOST')
})

test('a chat that was let in and is lost early is no early loss', async (t) => {
  const place = new LinkPlace(t, { knocks: true, waits: true })
  await place.enter()
  t.is(place.link.state.is, 'admitted')
  await place.fail()
  t.is((await place.ended)?.code, 'LOST')
})

test('it is told why a lost host is not back yet', async (t) => {
  const place = new LinkPlace(t, { reconnectMs: Infinity })
  await place.enter()
  await place.fail()
  await place.fail('PEER_NOT_FOUND')
  t.alike(place.states.slice(-2), ['lost', 'lost'])
  t.is(place.link.state.is === 'lost' && place.link.state.failure?.code, 'PEER_NOT_FOUND')
})

test('a direct path is looked for while a relay carries the connection, sooner after a change', async (t) => {
  const place = new LinkPlace(t, { reconnectMs: Infinity })
  await place.enter()
  const { connection } = place.node.last
  place.node.tellPath(connection, { kind: 'relayed', relay: RELAY })
  place.node.changeNetwork()
  const before = place.node.attempts.length
  await place.hear(2500)
  t.is(place.node.attempts.length, before + 1)
})

test('a closed link does nothing, whatever happens', async (t) => {
  for (const step of ['dialling', 'failing', 'waiting', 'connected', 'admitted'] as const) {
    const place = new LinkPlace(t, { waits: true, reconnectMs: Infinity, timeoutMs: 60_000 })
    const { connection } = place.node.last
    if (step === 'waiting') await place.fail()
    if (step === 'connected') await place.open()
    if (step === 'admitted') {
      await place.enter()
      place.node.tellPath(connection, { kind: 'relayed', relay: RELAY })
    }
    if (step === 'failing') connection.destroy(new ChatError('PEER_UNREACHABLE'))
    const closed = place.link.close()
    await place.node.last.fail()
    await closed
    await place.pass(250)
    t.is(place.clock.waiting, 0, step)
    place.node.tellPath(connection, { kind: 'relayed', relay: RELAY })
    const count = place.node.attempts.length
    place.node.changeNetwork()
    await place.pass(500)
    t.is(place.clock.waiting, 0, step)
    t.alike([place.node.attempts.length, place.node.networkWatchers.size], [count, 0], step)
    t.is(place.link.state.is, 'closed', step)
  }
})

test('a link whose time is over is closed', async (t) => {
  const place = new LinkPlace(t, { waits: true, timeoutMs: 5000 })
  await place.pass(5000)
  t.is((await place.ended)?.code, 'TIMED_OUT')
  t.is(place.link.state.is, 'closed')
})
