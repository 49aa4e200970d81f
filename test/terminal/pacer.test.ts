import test from 'brittle'
import { Pacer } from '../../shared/terminal/pacer.ts'

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
  t.ok(frames.length >= 2 && frames.length <= 17, `${frames.length} frames`)
  const gaps = frames.slice(1).map((time, index) => time - (frames[index] ?? 0))
  t.ok(Math.min(...gaps) >= 32, `${Math.min(...gaps)} ms between two`)
})

test('after a rest, a frame comes at once, and one for all that happens at once', async (t) => {
  const frames: number[] = []
  const pacer = new Pacer((onDone) => {
    frames.push(Date.now())
    onDone()
  })
  const started = Date.now()
  for (let count = 0; count < 100; count++) pacer.request()
  await new Promise((resolve) => setTimeout(resolve, 100))
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
