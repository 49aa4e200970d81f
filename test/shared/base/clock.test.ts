import test, { type Assertions } from 'brittle'
import { keepDateNowFromGoingBack, monotonicMs, Timer, wait } from '../../../shared/base/clock.ts'

const DAY_MS = 24 * 60 * 60 * 1000

// Longer than the step: brittle's own limit goes by the time of day too.
const LONG = { timeout: 2 * DAY_MS }

test('a timer is not early when the time of day is set forward', LONG, async (t) => {
  const clock = fakeTimeOfDay(t)
  const startedAt = monotonicMs()
  const waiting = wait(100)
  clock.shiftMs = DAY_MS
  // It makes Bare look at all its timers again.
  setTimeout(() => {}, 1)
  await waiting
  t.ok(monotonicMs() - startedAt >= 100)
})

test('timers under way go on when the time of day is set back', async (t) => {
  const clock = fakeTimeOfDay(t)
  keepDateNowFromGoingBack()
  const fired = new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 50))
  clock.shiftMs = -DAY_MS
  const { promise, timer } = limit(2000)
  t.is(await Promise.race([fired, promise]), true)
  timer.cancel()
})

test('Date.now ignores steps back, and follows steps forward', (t) => {
  const clock = fakeTimeOfDay(t)
  keepDateNowFromGoingBack()
  const before = Date.now()
  clock.shiftMs = -DAY_MS
  const back = Date.now()
  t.ok(back >= before && back < before + 5000, 'it runs on')
  clock.shiftMs = DAY_MS
  t.ok(Date.now() >= before + DAY_MS, 'it follows')
  clock.shiftMs = 0
  t.ok(Date.now() >= before + DAY_MS, 'and does not go back again')
})

test('a timer may run for over a month, or never end', async (t) => {
  const fired: string[] = []
  const timers = [2 ** 31, 2 ** 53, Infinity].map((ms) => {
    return new Timer(ms, () => fired.push(`${ms} ms`))
  })
  await wait(20)
  for (const timer of timers) timer.cancel()
  t.alike(fired, [])
})

test('a cancelled timer does not fire', async (t) => {
  const timer = new Timer(1, () => t.fail('it fired'))
  timer.cancel()
  await wait(20)
  t.pass()
})

/** The time of day as this process has it, which the test can set. */
function fakeTimeOfDay(t: Assertions): { shiftMs: number } {
  const clock = { shiftMs: 0 }
  const real = Date.now
  Date.now = () => real() + clock.shiftMs
  t.teardown(() => {
    Date.now = real
  })
  return clock
}

function limit(ms: number): { promise: Promise<boolean>; timer: Timer } {
  let onLimit: (isIn: boolean) => void = () => {}
  const promise = new Promise<boolean>((resolve) => (onLimit = resolve))
  return { promise, timer: new Timer(ms, () => onLimit(false)) }
}
