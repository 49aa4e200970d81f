import test from 'brittle'
import { Pacer } from '../../../../shared/terminal/draw/pacer.ts'

test('however much happens, there are at most 30 frames a second', async (t) => {
  const frames: number[] = []
  const pacer = new Pacer((onDone) => {
    frames.push(Date.now())
    onDone()
  })
  const end = Date.now() + 500
  let events = 0
  while (Date.now() < end) {
    for (let count = 0; count < 20; count++, events++) pacer.request()
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  pacer.stop()
  t.ok(events > 500, `${events} events`)
  // 25 a second, and five more after the rest before.
  t.ok(frames.length >= 7 && frames.length <= 18, `${frames.length} frames`)
})

test('after a rest, a frame comes before anything else, and one for all that happens at once', async (t) => {
  const frames: number[] = []
  const pacer = new Pacer((onDone) => {
    frames.push(Date.now())
    onDone()
  })
  const started = Date.now()
  for (let count = 0; count < 100; count++) pacer.request()
  await Promise.resolve()
  t.is(frames.length, 1)
  t.ok((frames[0] ?? Infinity) - started < 30)
})

test('a terminal that takes its time gets one frame at a time, and the last state', async (t) => {
  let state = 0
  const drawn: number[] = []
  let finish = (): void => {}
  const pacer = new Pacer((onDone) => {
    drawn.push(state)
    finish = onDone
  })
  pacer.request()
  await new Promise((resolve) => setTimeout(resolve, 60))
  for (state = 1; state < 10; state++) pacer.request()
  await new Promise((resolve) => setTimeout(resolve, 60))
  t.alike(drawn, [0])
  finish()
  await new Promise((resolve) => setTimeout(resolve, 60))
  t.alike(drawn, [0, 10])
})
