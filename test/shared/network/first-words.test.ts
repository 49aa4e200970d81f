import b4a from 'b4a'
import test from 'brittle'
import { writeOnceHeard, type Greeting } from '../../../shared/network/first-words.ts'
import { holdWrites } from '../../../shared/network/held-writes.ts'
import { TestClock } from '../../helpers/test-clock.ts'

test('what is written waits until the other side is heard', async (t) => {
  const clock = new TestClock()
  const stream = new Stream()
  writeOnceHeard(stream, clock)
  stream.write('hello')
  await clock.pass(100)
  t.alike(stream.written, [])
  t.ok(stream.bytes > 1, 'it may be the first byte that is lost')
  const { bytes } = stream
  stream.packetsReceived = 1
  await clock.pass(20)
  t.alike(stream.written, ['hello'])
  t.is(stream.bytes, bytes + 1, 'the other side needs one that is not lost, and may be waiting')
  stream.write('again')
  t.alike(stream.written, ['hello', 'again'])
  t.is(clock.waiting, 0)
})

test('who is heard already is written to at once, and who says nothing after a second', async (t) => {
  const clock = new TestClock()
  const [heard, silent] = [new Stream(), new Stream()]
  heard.packetsReceived = 1
  for (const stream of [heard, silent]) {
    writeOnceHeard(stream, clock)
    stream.write('hello')
  }
  await clock.pass(0)
  t.alike(heard.written, ['hello'])
  await clock.pass(1100)
  t.alike(silent.written, ['hello'])
  t.is(clock.waiting, 0)
})

test('a stream that several hold is released by the last, and one that is destroyed by nobody', (t) => {
  const stream = new Stream()
  const releases = [holdWrites(stream), holdWrites(stream)]
  stream.write('one')
  releases[0]?.()
  t.alike(stream.written, [])
  releases[1]?.()
  t.alike(stream.written, ['one'])
  const release = holdWrites(stream)
  stream.write('two')
  stream.destroy()
  release()
  t.alike(stream.written, ['one'])
})

class Stream implements Greeting {
  destroyed = false
  packetsReceived = 0
  bytes = 0
  readonly written: string[] = []
  _onwrite: Greeting['_onwrite'] = null

  write(text: string): void {
    this._writev([b4a.from(text)], () => {})
  }

  _writev: Greeting['_writev'] = (buffers) => {
    this.written.push(...buffers.map((buffer) => b4a.toString(buffer)))
  }

  _final: Greeting['_final'] = () => {}

  destroy(): void {
    this._onwrite?.(null)
    this._onwrite = null
  }

  trySend({ length }: Uint8Array): void {
    this.bytes += length
  }
}
