import b4a from 'b4a'
import test from 'brittle'
import { Delivery } from '../../server-app/delivery.ts'
import type { Frame } from '../../server-app/log/log.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { TestLog } from '../helpers/room.ts'

/** A log larger than its memory is read as if from disk: later. */
class SlowLog extends TestLog {
  readonly all: Frame[] = []

  override get lastSeq(): number {
    return this.all.length
  }

  override read(after: number, maxBytes: number): Frame[] {
    const frames = this.all.slice(after)
    let bytes = 0
    return frames.filter((frame, index) => (bytes += frame.length) <= maxBytes || index === 0)
  }
}

test('who catches up gets everything once, in order, also what is said meanwhile', async (t) => {
  const { delivery, log, got, say } = setup()
  for (let count = 0; count < 500; count++) say(100)
  delivery.start(0)
  for (let count = 0; count < 100; count++) {
    say(100)
    await Promise.resolve()
  }
  await settled()
  say(100)
  t.alike(got, range(1, log.lastSeq))
})

test('who is up to date gets an event at once', async (t) => {
  const { delivery, got, say } = setup()
  delivery.start(0)
  await settled()
  say(100)
  t.alike(got, [1])
})

test('a member that catches up is sent no more than it has not seen, and goes on when it has', async (t) => {
  const { delivery, got, say, slow } = setup()
  for (let count = 0; count < 1000; count++) say(4000)
  delivery.start(0)
  await settled()
  const most = LIMITS.unseenBytes * 2
  t.ok(got.length > 0 && got.length * 4000 <= most, `${got.length} sent`)
  while (got.length < 1000) {
    const before = got.length
    delivery.seen(before)
    await settled()
    if (got.length === before) break
  }
  t.alike(got, range(1, 1000))
  t.is(slow.length, 0)
})

test('a member that has seen nothing for too long is too slow, one that sees something is not', async (t) => {
  const { delivery, log, got, say, slow, wait } = setup()
  delivery.start(0)
  await settled()
  while (got.length === log.lastSeq) say(4000)
  t.ok(got.length * 4000 >= LIMITS.unseenBytes && got.length * 4000 < LIMITS.unseenBytes + 8000)
  wait(LIMITS.slowMs)
  say(4000)
  t.is(slow.length, 0)
  delivery.seen(1)
  await settled()
  say(4000)
  wait(LIMITS.slowMs)
  say(4000)
  t.is(slow.length, 0, 'counted anew')
  wait(1)
  say(4000)
  t.is(slow.length, 1)
})

test('a burst of more than may wait is caught up with, and costs nobody its place', async (t) => {
  const { delivery, got, say, slow } = setup()
  delivery.start(0)
  await settled()
  for (let count = 0; count < 1000; count++) say(4000)
  while (got.length < 1000) {
    delivery.seen(got.length)
    await settled()
  }
  t.alike(got, range(1, 1000))
  t.is(slow.length, 0)
})

test('after its close a delivery sends nothing', async (t) => {
  const { delivery, got, say } = setup()
  say(100)
  delivery.start(0)
  delivery.close()
  await settled()
  say(100)
  t.ok(got.length <= 1)
})

function setup(): {
  delivery: Delivery
  log: SlowLog
  got: number[]
  slow: number[]
  say: (bytes: number) => void
  wait: (ms: number) => void
} {
  const log = new SlowLog()
  const got: number[] = []
  const slow: number[] = []
  let now = 0
  const delivery = new Delivery({
    log,
    now: () => now,
    send: (_, seq) => got.push(seq),
    onTooSlow: () => slow.push(1),
    onFailed: (error) => {
      throw error
    }
  })
  const say = (bytes: number): void => {
    const frame = b4a.alloc(bytes)
    log.all.push(frame)
    delivery.onEvent(frame, log.lastSeq)
  }
  return { delivery, log, got, slow, say, wait: (ms) => (now += ms) }
}

/** Enough turns of the microtask queue for any catching up that can go on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await Promise.resolve()
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
