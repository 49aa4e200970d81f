import test from 'brittle'
import { PipeSeats, type PipePeer } from '../../../server-app/pipe/pipe-seats.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { TestClock } from '../../helpers/test-clock.ts'

interface Peer extends PipePeer {
  name: string
  hasSpoken: boolean
}

test('a peer that has spoken keeps its seat, and the next one is refused at once', async (t) => {
  const { seats } = open()
  const anna = await seats.take(() => peer('anna', true))
  t.is(anna?.name, 'anna')
  t.ok(seats.isFull)
  t.is(await seats.take(() => peer('ben')), null)
})

test('a silent peer gives way after its time is up', async (t) => {
  const { seats, gone, clock } = open()
  await seats.take(() => peer('anna'))
  await clock.pass(LIMITS.speakMs - 1)
  const ben = seats.take(() => peer('ben'))
  await clock.pass(0)
  t.alike(gone, [])
  await clock.pass(1)
  t.is((await ben)?.name, 'ben')
  t.alike(gone, ['anna'])
})

test('a silent peer that speaks in time keeps its seat', async (t) => {
  const { seats, gone, clock } = open()
  const anna = await seats.take(() => peer('anna'))
  const ben = seats.take(() => peer('ben'))
  if (anna) anna.hasSpoken = true
  await clock.pass(LIMITS.speakMs)
  t.is(await ben, null)
  t.alike(gone, [])
})

test('while there is a free seat, nobody gives way, and no peer takes none', async (t) => {
  const { seats, gone, clock } = open(2)
  await seats.take(() => peer('anna'))
  await clock.pass(LIMITS.speakMs)
  t.is(await seats.take(() => null), null)
  t.is((await seats.take(() => peer('ben')))?.name, 'ben')
  t.alike(gone, [])
})

test('of two peers waiting for one seat, one gets it', async (t) => {
  const { seats, gone, clock } = open()
  await seats.take(() => peer('anna'))
  const others = ['ben', 'cleo'].map((name) => seats.take(() => peer(name)))
  await clock.pass(LIMITS.speakMs)
  const names = (await Promise.all(others)).map((other) => other?.name)
  t.alike(names, ['ben', undefined])
  t.alike(gone, ['anna'])
})

test('of several silent peers, the first to arrive gives way', async (t) => {
  const { seats, gone, clock } = open(3)
  await seats.take(() => peer('anna', true))
  await seats.take(() => peer('ben'))
  await clock.pass(LIMITS.speakMs)
  await seats.take(() => peer('cleo'))
  await seats.take(() => peer('dora'))
  t.alike(gone, ['ben'])
})

test('a peer that gave way has no seat left, and after the end nobody gets one', async (t) => {
  const { seats, clock } = open()
  const anna = await seats.take(() => peer('anna'))
  await clock.pass(LIMITS.speakMs)
  const ben = await seats.take(() => peer('ben'))
  t.absent(anna && seats.delete(anna))
  t.ok(ben && seats.delete(ben))
  t.alike(seats.close(), [])
  t.is(await seats.take(() => peer('cleo')), null)
})

function open(most = 1) {
  const clock = new TestClock()
  const gone: string[] = []
  const seats = new PipeSeats<Peer>({ most, giveWay: ({ name }) => void gone.push(name), clock })
  return { seats, gone, clock }
}

function peer(name: string, hasSpoken = false): Peer {
  return { name, hasSpoken }
}
