import b4a from 'b4a'
import test from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import { Receiver } from '../../../shared/pipe/receiver.ts'
import { Share } from '../../../shared/pipe/share.ts'
import { Sink } from '../../../shared/pipe/sink.ts'
import { TestClock } from '../../helpers/test-clock.ts'

test('each peer gets receipts for its own bytes only', (t) => {
  const { next } = start()
  const first = next()
  t.ok(first.receiver.write(b4a.alloc(1000)))
  t.ok(first.receiver.end(1000))
  first.receiver.stop()
  const second = next()
  t.ok(second.receiver.write(b4a.alloc(7)))
  t.ok(second.receiver.end(7))
  t.alike([first.receipts.at(-1), second.receipts.at(-1)], [1000, 7])
  t.ok(second.receiver.isReceipted)
})

test('unwritten bytes left by a peer are receipted to nobody else', (t) => {
  const { next, writeOn } = start(true)
  const first = next()
  t.ok(first.receiver.write(b4a.alloc(1000)))
  first.receiver.stop()
  const second = next()
  writeOn()
  t.alike(second.receipts, [])
  t.ok(second.receiver.write(b4a.alloc(7)))
  t.ok(second.receiver.end(7))
  t.absent(second.receiver.isReceipted)
  writeOn()
  t.alike(second.receipts, [7])
})

test('the end is receipted when the last byte is written and not before', (t) => {
  const { next, writeOn } = start(true)
  const { receiver, receipts } = next()
  receiver.write(b4a.alloc(10))
  t.ok(receiver.end(10))
  t.alike([receipts, receiver.isReceipted], [[], false])
  writeOn()
  t.alike([receipts, receiver.isReceipted], [[10], true])
})

test('a peer must not send empty data, beyond the window, or after its end', (t) => {
  const { next } = start(true)
  const { receiver } = next()
  t.absent(receiver.write(b4a.alloc(0)))
  t.ok(receiver.write(b4a.alloc(LIMITS.windowBytes)))
  t.ok(receiver.write(b4a.alloc(LIMITS.dataBytes)), 'its last chunk may overstep it')
  t.absent(receiver.write(b4a.alloc(1)))

  const ended = start().next().receiver
  ended.write(b4a.alloc(10))
  t.absent(ended.end(9), 'with another count than there was')
  t.ok(ended.end(10))
  t.absent(ended.end(10))
  t.absent(ended.write(b4a.alloc(1)))
})

test('a fast peer far away is given a wider window, and may use it', async (t) => {
  const { next, clock } = start(false, 200)
  const { receiver, windows } = next()
  for (let count = 0; count < 12; count++) {
    await clock.pass(20)
    receiver.write(b4a.alloc(LIMITS.dataBytes))
  }
  t.ok((windows.at(-1) ?? 0) > LIMITS.windowBytes, `${windows.at(-1)}`)
  const stalled = start(true, 200)
  const slow = stalled.next().receiver
  t.ok(slow.write(b4a.alloc(LIMITS.windowBytes)))
  t.ok(slow.write(b4a.alloc(LIMITS.dataBytes)))
  t.absent(slow.write(b4a.alloc(1)), 'who reads nothing gives no wider window')
})

test('a trickle of bytes is confirmed now and then, not byte by byte', async (t) => {
  const { next, clock } = start()
  const { receiver, receipts } = next()
  for (let count = 0; count < 10; count++) receiver.write(b4a.alloc(1))
  t.is(receipts.length, 1)
  await clock.pass(250)
  receiver.write(b4a.alloc(1))
  t.alike(receipts, [1, 11])
})

test('over another connection it says again what is written, and takes the end again', (t) => {
  const { next, writeOn } = start(true)
  const { receiver, receipts } = next()
  receiver.write(b4a.alloc(10))
  writeOn()
  receiver.resume()
  t.alike(receipts, [10, 10], 'whose sender may have a full window, and wait for that alone')
  receiver.end(10)
  receiver.resume()
  t.is(receipts.at(-1), 10)
  t.ok(receipts.length > 3)
  t.ok(receiver.isReceipted)
  t.ok(receiver.end(10))
  t.absent(receiver.end(10), 'but only once')
})

/** An output for one peer after another; one that `isSlow` has written what it was given once it is told to. */
function start(isSlow = false, tripMs = 0) {
  const clock = new TestClock()
  const waiting: (() => void)[] = []
  const sink = new Sink({
    write: (_, onDone) => {
      if (isSlow) waiting.push(onDone)
      else onDone()
    }
  })
  const next = (): { receiver: Receiver; receipts: number[]; windows: number[] } => {
    const receipts: number[] = []
    const windows: number[] = []
    const receiver = new Receiver({
      sink: new Share(sink),
      clock,
      roundTripMs: () => tripMs,
      sendReceipt: (bytes, windowBytes) => {
        receipts.push(bytes)
        windows.push(windowBytes)
      },
      onFailed: () => {},
      onProgress: () => {}
    })
    return { receiver, receipts, windows }
  }
  return { next, clock, writeOn: () => waiting.splice(0).forEach((onDone) => onDone()) }
}
