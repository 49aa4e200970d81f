import b4a from 'b4a'
import test from 'brittle'
import { wait } from '../../../shared/base/clock.ts'
import { controlFrame, dataFrame, openFrame, RawPeer, TYPE } from '../../helpers/frames.ts'
import { openPipeHost } from '../../helpers/pipe-host.ts'
import { FakeInput } from '../../helpers/streams.ts'

/** Longer than a silent peer is waited for. */
const SILENCE_MS = 1200

test('silent peers do not occupy a host that has nothing to send', async (t) => {
  const host = openPipeHost(t)
  for (let count = 0; count < 5; count++) await host.visit()
  const anna = new RawPeer(await host.visit())
  anna.write(openFrame(), dataFrame(b4a.from('hello')), controlFrame(TYPE.end, '{"bytes":5}'))
  await host.output.reached(5)
  t.alike(host.events, ['connected'])
  t.is(b4a.toString(host.output.bytes), 'hello')
})

test('a silent peer does not occupy a host that is waiting for it to speak', async (t) => {
  const input = new FakeInput([], { after: 'nothing' })
  const host = openPipeHost(t, { input, hello: { sends: true, receives: true } })
  const silent = [await host.visit(), await host.visit()]
  const anna = new RawPeer(await host.visit())
  anna.write(openFrame())
  await anna.got(0, 1)
  t.alike(host.events, ['connected'])
  input.finishWith(b4a.from('for anna'))
  await anna.got(1, TYPE.data)
  t.ok(silent.every(({ destroying }) => !destroying))
})

test('a channel open that pairs with nothing leaves the host free', async (t) => {
  const host = openPipeHost(t)
  const frame = b4a.from(openFrame())
  frame[2] = 2
  const eve = new RawPeer(await host.visit())
  eve.write(frame)
  await eve.closed
  t.alike(host.events, [])
  const anna = new RawPeer(await host.visit())
  anna.write(openFrame())
  await anna.got(0, 1)
  t.alike(host.events, ['connected'])
})

test('a peer that connects while another is served is told so', async (t) => {
  const host = openPipeHost(t)
  const anna = new RawPeer(await host.visit())
  anna.write(openFrame(), dataFrame(b4a.from('hello')))
  await host.output.reached(5)
  const ben = new RawPeer(await host.visit())
  ben.write(openFrame())
  await ben.got(1, TYPE.break)
  t.alike(host.events, ['connected', 'refused'])
})

test('a silent peer does not hold up a host whose input was empty', async (t) => {
  const host = openPipeHost(t, { input: new FakeInput([]), hello: { sends: true, receives: true } })
  await host.visit()
  const anna = new RawPeer(await host.visit())
  await wait(SILENCE_MS)
  t.alike(host.events, [])
  anna.write(openFrame(), dataFrame(b4a.from('hello')))
  await host.output.reached(5)
  t.alike(host.events, ['connected'])
})

test('a peer that pairs and says nothing gives way, and what it was sent goes to the next peer', async (t) => {
  const input = new FakeInput([b4a.from('for '), b4a.from('anna')])
  const host = openPipeHost(t, { input, hello: { sends: true, receives: true } })
  const eve = new RawPeer(await host.visit())
  eve.write(openFrame())
  await eve.got(1, TYPE.end)
  const anna = new RawPeer(await host.visit())
  anna.write(openFrame())
  await anna.got(1, TYPE.end)
  t.is(b4a.toString(b4a.concat(datas(anna))), 'for anna')
  await eve.got(1, TYPE.break)
  await host.reported(() => host.events.includes('refused'))
  t.alike(host.events, ['connected', 'connected', 'refused'])
})

test('a peer that pairs and vanishes without a word does not end the host', async (t) => {
  const input = new FakeInput([b4a.from('for anna')])
  const host = openPipeHost(t, { input, hello: { sends: true, receives: true } })
  const eve = new RawPeer(await host.visit())
  eve.write(openFrame())
  await eve.got(1, TYPE.end)
  eve.destroy()
  await host.reported(() => host.events.includes('lost'))
  const anna = new RawPeer(await host.visit())
  anna.write(openFrame())
  await anna.got(1, TYPE.end)
  t.is(b4a.toString(b4a.concat(datas(anna))), 'for anna')
})

test('a peer that vanishes after sending something ends the host', async (t) => {
  const host = openPipeHost(t)
  const anna = new RawPeer(await host.visit())
  anna.write(openFrame(), dataFrame(b4a.from('hello')))
  await host.output.reached(5)
  anna.destroy()
  await t.exception(host.finished, /LOST|lost/)
})

function datas({ frames }: RawPeer): Uint8Array[] {
  return frames
    .filter(([channel, type]) => channel === 1 && type === TYPE.data)
    .map((frame) => frame.subarray(2))
}
