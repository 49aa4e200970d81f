import test from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import { ReceiveWindow } from '../../../shared/pipe/receive-window.ts'
import { TestClock } from '../../helpers/test-clock.ts'

const MIB = 1024 * 1024

test('a window grows with the rate times the round trip', async (t) => {
  const { window, receive } = open({ tripMs: 200 })
  await receive(40 * MIB, 1000)
  t.is(window.bytes, 16 * MIB)
  await receive(50 * MIB, 1000)
  t.is(window.bytes, 20 * MIB)
})

test('a window does not grow beyond what we buffer for a peer', async (t) => {
  const { window, receive } = open({ tripMs: 200 })
  await receive(1000 * MIB, 1000)
  t.is(window.bytes, LIMITS.widestWindowBytes)
})

test('a window never shrinks', async (t) => {
  const { window, receive } = open({ tripMs: 200 })
  await receive(50 * MIB, 1000)
  await receive(1, 1000)
  t.is(window.bytes, 20 * MIB)
})

test('a short round trip needs no wide window, and a burst does not make one', async (t) => {
  const { window, receive } = open({ tripMs: 2 })
  await receive(100 * MIB, 1000)
  t.is(window.bytes, LIMITS.windowBytes)
  await receive(8 * MIB, 2)
  await receive(0, 98)
  t.is(window.bytes, LIMITS.windowBytes)
})

test('a window stays the same while the round trip is unknown', async (t) => {
  const { window, receive } = open({ tripMs: 0 })
  await receive(1000 * MIB, 1000)
  t.is(window.bytes, LIMITS.windowBytes)
})

function open({ tripMs }: { tripMs: number }) {
  const clock = new TestClock()
  const window = new ReceiveWindow({ clock, roundTripMs: () => tripMs })
  let bytes = 0
  /** So many more bytes are written, after so long. */
  const receive = async (more: number, ms: number): Promise<void> => {
    await clock.pass(ms)
    window.onWritten((bytes += more))
  }
  return { window, receive }
}
