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

/** An output for one peer after another; one that `isSlow` has written what it was given once it is told to. */
function start(isSlow = false) {
  const waiting: (() => void)[] = []
  const sink = new Sink({
    write: (_, onDone) => {
      if (isSlow) waiting.push(onDone)
      else onDone()
    }
  })
  const next = (): { receiver: Receiver; receipts: number[] } => {
    const receipts: number[] = []
    const receiver = new Receiver({
      sink: new Share(sink),
      clock: new TestClock(),
      roundTripMs: () => 0,
      sendReceipt: (bytes) => void receipts.push(bytes),
      onFailed: () => {},
      onProgress: () => {}
    })
    return { receiver, receipts }
  }
  return { next, writeOn: () => waiting.splice(0).forEach((onDone) => onDone()) }
}
