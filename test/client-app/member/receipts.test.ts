import b4a from 'b4a'
import test from 'brittle'
import { Receipts } from '../../../client-app/member/receipts.ts'
import { Delivery } from '../../../server-app/room/delivery.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { RecentEvents } from '../../../shared/log/recent-events.ts'
import type { LoggedEvent } from '../../../shared/log/log.ts'
import { TestClock } from '../../helpers/test-clock.ts'

const KIB = 1024

test('a receipt is sent after so many bytes, or so long', async (t) => {
  const { receipts, clock, sent, at } = setup()
  receipts.received(at(1, 10 * KIB))
  receipts.received(at(2, 20 * KIB))
  await settle()
  t.alike(sent, [])
  receipts.received(at(3, 32 * KIB))
  await settle()
  t.alike(sent, [3])
  receipts.received(at(4, 33 * KIB))
  await clock.pass(LIMITS.slowMs / 4)
  await settle()
  t.alike(sent, [3, 4])
  receipts.received(at(4, 34 * KIB))
  await clock.pass(LIMITS.slowMs)
  await settle()
  t.alike(sent, [3, 4], 'not for what is no event')
})

test('a receipt waits until our own output has written what it is for', async (t) => {
  const written: (() => void)[] = []
  const heard = (): Promise<void> => new Promise((resolve) => written.push(resolve))
  const { receipts, sent, refused, at } = setup(heard)
  receipts.received(at(1, 40 * KIB))
  receipts.received(at(2, 80 * KIB))
  await settle()
  t.alike(sent, [])
  written.forEach((resolve) => resolve())
  await settle()
  t.alike(sent, [1, 2])
  receipts.received(at(3, LIMITS.unheardBytes + 80 * KIB))
  t.alike(refused, [])
  receipts.received(at(4, LIMITS.unheardBytes + 81 * KIB))
  t.alike(refused, ['flood'])
})

test('what one connection has told does not count for the next', async (t) => {
  let write = (): void => {}
  let isWritten = false
  const heard = (): Promise<void> =>
    isWritten ? Promise.resolve() : new Promise((resolve) => (write = resolve))
  const { receipts, sent, refused, at, next } = setup(heard)
  receipts.received(at(5, 40 * KIB))
  next()
  isWritten = true
  write()
  await settle()
  t.alike(sent, [])
  receipts.received(at(5, 32 * KIB))
  await settle()
  t.alike(sent, [5])
  next()
  receipts.received(at(5, 32 * KIB))
  await settle()
  t.alike(sent, [5, 5])
  isWritten = false
  next()
  receipts.received(LIMITS.unheardBytes + 1)
  t.alike(refused, ['flood'])
})

test('one receipt is due at a time, and none once it is asked for or the connection is gone', (t) => {
  const { receipts, clock, at } = setup()
  receipts.received(at(1, 10 * KIB))
  receipts.received(at(2, 20 * KIB))
  t.is(clock.waiting, 1)
  receipts.received(at(3, 32 * KIB))
  t.is(clock.waiting, 0)
  receipts.received(at(4, 33 * KIB))
  receipts.attach(null)
  t.is(clock.waiting, 0)
})

test('nothing is told over a connection that is gone', async (t) => {
  const { receipts, clock, sent, at } = setup()
  receipts.received(at(1, KIB))
  receipts.attach(null)
  await clock.pass(LIMITS.slowMs)
  await settle()
  t.alike(sent, [])
})

test('a member that reads as slowly as can be falls behind, catches up, and is never too slow', async (t) => {
  const clock = new TestClock()
  const log = new RecentEvents()
  const arrived: LoggedEvent[] = []
  const read: number[] = []
  let slow = 0
  const delivery = new Delivery({
    log: {
      get lastSeq() {
        return log.lastSeq
      },
      read: (after, maxBytes) => log.readAfter(after, maxBytes) ?? []
    },
    send: (event) => void arrived.push(event),
    skip: () => {},
    onTooSlow: () => void slow++,
    now: () => clock.now()
  })
  const channel = { seen: (seq: number) => void delivery.seen(seq), refuse: t.fail.bind(t) }
  const lastSeq = (): number | null => read.at(-1) ?? null
  const receipts = new Receipts({ heard: () => Promise.resolve(), lastSeq, clock })
  receipts.attach(channel)
  const say = (): void => {
    const event = { seq: log.lastSeq + 1, frame: b4a.alloc(1000) }
    log.push(event)
    delivery.onEvent(event)
  }
  delivery.start(0)
  const total = 900
  // Faster than it reads, so that the window fills up, and then a word now and then.
  for (let second = 0; read.length < total; second++) {
    for (let count = 0; count < 4 && log.lastSeq < total - 50; count++) say()
    if (log.lastSeq >= total - 50 && log.lastSeq < total) say()
    for (const { seq } of arrived.splice(0, 1)) {
      read.push(seq)
      receipts.received(read.length * 1000)
    }
    await clock.pass(1000)
    await settle()
    if (second > 2 * total) break
  }
  t.is(slow, 0)
  t.alike(
    read,
    Array.from({ length: total }, (_, index) => index + 1)
  )
})

function setup(heard = (): Promise<void> => Promise.resolve()) {
  const clock = new TestClock()
  const sent: number[] = []
  const refused: string[] = []
  let last = 0
  const receipts = new Receipts({ heard, lastSeq: () => last, clock })
  const next = (): void =>
    receipts.attach({
      seen: (seq) => void sent.push(seq),
      refuse: (breach) => void refused.push(breach)
    })
  next()
  const at = (seq: number, bytes: number): number => {
    last = seq
    return bytes
  }
  return { receipts, clock, sent, refused, at, next }
}

/** Lets what was promised happen. */
async function settle(): Promise<void> {
  for (let count = 0; count < 5; count++) await Promise.resolve()
}
