import test from 'brittle'
import { PunchBudget } from '../../../shared/network/punch-budget.ts'
import { TestClock } from '../../helpers/test-clock.ts'

const MANY = { perSecond: 1e6, burst: 1e6 }

test('after a burst, packets are sent no faster than the limit, each peer in its turn', async (t) => {
  const clock = new TestClock()
  const rates = { all: { perSecond: 10, burst: 20 }, ofAddress: MANY }
  const budget = new PunchBudget({ clock, rates })
  const sent = new Map<object, number>()
  const peers = [{}, {}, {}]
  let isOver = false
  const flood = async (socket: object): Promise<void> => {
    while (!isOver) {
      if (await budget.ask(socket, '1.2.3.4')) sent.set(socket, (sent.get(socket) ?? 0) + 1)
    }
  }
  const floods = peers.map(flood)
  for (let ms = 0; ms < 3000; ms += 10) await clock.pass(10)
  const counts = peers.map((peer) => sent.get(peer) ?? 0)
  t.is(
    counts.reduce((sum, count) => sum + count, 0),
    50,
    'a burst and three seconds'
  )
  t.ok(Math.max(...counts) - Math.min(...counts) <= 20, `nobody is left out: ${counts.join()}`)
  isOver = true
  budget.close()
  await Promise.all(floods)
  t.is(clock.waiting, 0)
})

test('a peer with a packet that waits has no other', async (t) => {
  const clock = new TestClock()
  const rates = { all: { perSecond: 1, burst: 0 }, ofAddress: MANY }
  const budget = new PunchBudget({ clock, rates })
  const socket = {}
  const first = budget.ask(socket, '1.2.3.4')
  t.absent(await budget.ask(socket, '1.2.3.4'))
  budget.close()
  t.absent(await first)
})

test('an address that does not answer gets no more than the limit, until somebody there connects', async (t) => {
  const clock = new TestClock()
  const rates = { all: MANY, ofAddress: { perSecond: 1, burst: 3 } }
  const budget = new PunchBudget({ clock, rates })
  const count = async (host: string): Promise<number> => {
    let sent = 0
    for (let packet = 0; packet < 10; packet++) if (await budget.ask({}, host)) sent++
    return sent
  }
  t.is(await count('1.2.3.4'), 3)
  t.is(await count('1.2.3.4'), 0)
  t.is(await count('5.6.7.8'), 3, 'others are no matter')
  await clock.pass(2000)
  t.is(await count('1.2.3.4'), 2)
  budget.begun({ rawStream: streamTo('1.2.3.4') })
  t.is(await count('1.2.3.4'), 3)
})

test('so does an address that a connection moves to from a relay', async (t) => {
  const rates = { all: MANY, ofAddress: { perSecond: 1, burst: 1 } }
  const budget = new PunchBudget({ clock: new TestClock(), rates })
  const rawStream = streamTo('5.6.7.8')
  budget.begun({ rawStream })
  t.ok(await budget.ask({}, '1.2.3.4'))
  t.absent(await budget.ask({}, '1.2.3.4'))
  rawStream.remoteHost = '1.2.3.4'
  rawStream.tell()
  t.ok(await budget.ask({}, '1.2.3.4'))
})

test('who has had many packets in vain comes after others', async (t) => {
  const clock = new TestClock()
  const rates = { all: { perSecond: 100, burst: 1 }, ofAddress: { perSecond: 0, burst: 3500 } }
  const budget = new PunchBudget({ clock, rates })
  const sent = { liar: 0, friend: 0 }
  let isOver = false
  const punch = async (who: keyof typeof sent): Promise<void> => {
    const socket = {}
    while (!isOver) if (await budget.ask(socket, who)) sent[who]++
  }
  const lying = punch('liar')
  for (let ms = 0; ms < 5000; ms += 10) await clock.pass(10)
  t.ok(sent.liar >= 500, 'alone it gets everything')
  const befriending = punch('friend')
  for (let ms = 0; ms < 2000; ms += 10) await clock.pass(10)
  t.ok(sent.friend >= 199, `${sent.friend} of 200 go to the other`)
  t.is(budget.turnsOf('liar'), 1)
  t.is(budget.turnsOf('friend'), 0)
  isOver = true
  budget.close()
  await Promise.all([lying, befriending])
})

test('what may not be sent to an address takes nothing from others', async (t) => {
  const clock = new TestClock()
  const rates = { all: { perSecond: 0, burst: 10 }, ofAddress: { perSecond: 0, burst: 5 } }
  const budget = new PunchBudget({ clock, rates })
  const count = async (host: string): Promise<number> => {
    let sent = 0
    for (let packet = 0; packet < 5; packet++) if (await budget.ask({}, host)) sent++
    return sent
  }
  t.is(await count('1.2.3.4'), 5)
  t.is(await count('1.2.3.4'), 0)
  t.is(await count('5.6.7.8'), 5)
})

interface Stream {
  remoteHost: string
  on(event: 'remote-changed', listener: () => void): void
  /** Tells that it has moved. */
  tell: () => void
}

function streamTo(remoteHost: string): Stream {
  const stream: Stream = {
    remoteHost,
    on: (_event, listener) => (stream.tell = listener),
    tell: () => {}
  }
  return stream
}
