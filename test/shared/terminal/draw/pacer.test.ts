import test from 'brittle'
import { Pacer } from '../../../../shared/terminal/draw/pacer.ts'
import { TestClock } from '../../../helpers/test-clock.ts'

const BURST = 5
const STEADY = 25

test('there are at most 30 frames a second, however much happens', async (t) => {
  const { clock, frames, pacer } = setup()
  await clock.pass(60_000)
  for (let ms = 0; ms < 3000; ms++) {
    for (let count = 0; count < 20; count++) pacer.request()
    await clock.pass(1)
  }
  const mostInASecond = Math.max(
    ...frames.map((from) => frames.filter((at) => at >= from && at < from + 1000).length)
  )
  t.ok(mostInASecond <= BURST + STEADY, `${mostInASecond} in a second`)
  // A long rest before earns no more than a short one.
  const most = BURST + 3 * STEADY
  t.ok(frames.length <= most && frames.length >= most - 1, `${frames.length} frames`)
})

test('after a pause the first change is drawn at once, and simultaneous changes share a frame', async (t) => {
  const { clock, frames, pacer } = setup()
  for (let count = 0; count < 100; count++) pacer.request()
  t.alike(frames, [])
  await Promise.resolve()
  t.alike(frames, [0])
  await clock.pass(1000)
  t.is(frames.length, 1, 'and none for nothing')
})

test('changes between two frames are in the next one', async (t) => {
  const { clock, frames, pacer } = setup()
  for (let count = 0; count < BURST; count++) {
    pacer.request()
    await clock.pass(0)
  }
  pacer.request()
  pacer.request()
  await clock.pass(1000 / STEADY)
  t.alike(frames, [0, 0, 0, 0, 0, 1000 / STEADY])
})

test('a slow terminal gets one frame at a time, and the latest state', async (t) => {
  let state = 0
  const drawn: number[] = []
  let finish = (): void => {}
  const clock = new TestClock()
  const pacer = new Pacer((onDone) => {
    drawn.push(state)
    finish = onDone
  }, clock)
  pacer.request()
  await clock.pass(1000)
  for (state = 1; state < 10; state++) pacer.request()
  await clock.pass(1000)
  t.alike(drawn, [0])
  finish()
  await clock.pass(0)
  t.alike(drawn, [0, 10])
  finish()
  await clock.pass(1000)
  t.alike(drawn, [0, 10])
})

test('no frame is drawn after stopping', async (t) => {
  const { clock, frames, pacer } = setup()
  for (let count = 0; count < BURST; count++) {
    pacer.request()
    await clock.pass(0)
  }
  pacer.request()
  pacer.stop()
  await clock.pass(1000)
  t.is(frames.length, BURST)
})

/** A pacer whose frames are drawn at once, and when they were. */
function setup(): { clock: TestClock; frames: number[]; pacer: Pacer } {
  const clock = new TestClock()
  const frames: number[] = []
  const pacer = new Pacer((onDone) => {
    frames.push(clock.now())
    onDone()
  }, clock)
  return { clock, frames, pacer }
}
