import b4a from 'b4a'
import test from 'brittle'
import type { PipeChannel } from '../../../shared/pipe/channel.ts'
import { Exchange } from '../../../shared/pipe/exchange.ts'
import type { PipeHello } from '../../../shared/pipe/messages.ts'
import { Sink } from '../../../shared/pipe/sink.ts'
import { Share } from '../../../shared/pipe/share.ts'
import { Source } from '../../../shared/pipe/source.ts'
import { FakeInput } from '../../helpers/streams.ts'
import { TestClock } from '../../helpers/test-clock.ts'
import { turn } from '../../helpers/turn.ts'

const HELLO: PipeHello = { sends: true, receives: true, session: null, received: 0, resumes: false }

test('what is written once a connection is broken is told over the next one alone', (t) => {
  const { exchange, channel, writeOn } = place()
  const [former, next] = [channel(), channel()]
  exchange.begin(former.channel, HELLO, { isKept: true })
  t.ok(exchange.onData(b4a.alloc(10)))
  exchange.suspend()
  writeOn()
  t.alike(former.receipts, [])
  t.ok(exchange.resume(next.channel, HELLO))
  t.is(next.receipts.at(-1), 10)
})

test('that the peer has ended is told once, however often it says so', (t) => {
  const { exchange, channel, ends } = place()
  exchange.begin(channel().channel, HELLO, { isKept: true })
  t.ok(exchange.onEnd(0))
  exchange.suspend()
  t.ok(exchange.resume(channel().channel, HELLO))
  t.ok(exchange.onEnd(0))
  t.alike(ends, ['peer'])
})

test('that the peer has ended is no news once we have', async (t) => {
  const { exchange, channel, ends } = place('end')
  exchange.begin(channel().channel, HELLO, { isKept: true })
  await turn()
  t.ok(exchange.onEnd(0))
  t.absent(exchange.isDelivered, 'our bytes are not confirmed')
  t.alike(ends, [])
})

/** Both directions of a pipe with a few bytes to send, and an output that writes when it is told to. */
function place(after: 'end' | 'nothing' = 'nothing') {
  const ends: string[] = []
  const waiting: (() => void)[] = []
  const sink = new Sink({ write: (_, onDone) => void waiting.push(onDone) })
  const exchange = new Exchange({
    source: new Source(new FakeInput([b4a.alloc(5)], { after })),
    sink: new Share(sink),
    hello: HELLO,
    clock: new TestClock(),
    onPeerEnd: () => ends.push('peer'),
    onFailed: () => {},
    onProgress: () => {}
  })
  const channel = (): { channel: PipeChannel; receipts: number[] } => {
    const receipts: number[] = []
    const fake = {
      roundTripMs: 0,
      data: () => true,
      end: () => {},
      receipt: (bytes: number) => receipts.push(bytes)
    }
    return { channel: fake as unknown as PipeChannel, receipts }
  }
  const writeOn = (): void => waiting.splice(0).forEach((onDone) => onDone())
  return { exchange, channel, ends, writeOn }
}
