import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import { PipeHost, type PipeHostOptions } from '../../server-app/pipe.ts'
import type { ReportEvent } from '../../shared/app/report-words.ts'
import type { Connection } from '../../shared/network/node.ts'
import { connectionPair } from '../helpers/channel-pair.ts'
import { controlFrame, dataFrame, openFrame, RawPeer, TYPE } from '../helpers/frames.ts'
import { FakeInput, FakeOutput } from '../helpers/streams.ts'

test('silent peers do not keep a host busy that has nothing to say', async (t) => {
  const host = open(t)
  for (let count = 0; count < 5; count++) await host.visit()
  const anna = new RawPeer(await host.visit())
  anna.write(openFrame(), dataFrame(b4a.from('hello')), controlFrame(TYPE.end, '{"bytes":5}'))
  await host.output.reached(5)
  t.alike(host.events, ['connected'])
  t.is(b4a.toString(host.output.bytes), 'hello')
})

test('a silent peer does not keep a host busy that has to wait for what it says', async (t) => {
  const input = new FakeInput([], { after: 'nothing' })
  const host = open(t, { input, hello: { sends: true, receives: true } })
  const silent = [await host.visit(), await host.visit()]
  const anna = new RawPeer(await host.visit())
  anna.write(openFrame())
  await anna.got(0, 1)
  t.alike(host.events, ['connected'])
  input.finishWith(b4a.from('for anna'))
  await anna.got(1, TYPE.data)
  t.ok(silent.every(({ destroying }) => !destroying))
})

test('a channel open that meets no channel leaves the host free', async (t) => {
  const host = open(t)
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

test('who comes while another is served is told so', async (t) => {
  const host = open(t)
  const anna = new RawPeer(await host.visit())
  anna.write(openFrame())
  await anna.got(0, 1)
  const ben = new RawPeer(await host.visit())
  ben.write(openFrame())
  await ben.got(1, TYPE.break)
  t.alike(host.events, ['connected', 'refused'])
})

/** A host without a network, which receives only unless `options` say otherwise. */
function open(t: Assertions, options: Partial<PipeHostOptions> = {}) {
  const events: ReportEvent['event'][] = []
  const output = new FakeOutput()
  let admit: (connection: Connection) => void = () => {}
  const host = new PipeHost({
    listener: {
      serve: (onConnection) => (admit = (connection) => onConnection(connection, () => true))
    },
    input: null,
    output,
    hello: { sends: false, receives: true },
    reporter: {
      report: ({ event }) => void events.push(event),
      progress: () => {},
      wantsProgress: false,
      isJson: false
    },
    totalBytes: null,
    pathOf: () => 'direct',
    isPlain: false,
    keepsOpen: false,
    onPeerEnd: () => {},
    onIgnored: () => {},
    ...options
  })
  host.finished.catch(() => {})
  t.teardown(() => host.leave())
  return {
    events,
    output,
    /** A connection to the host, which has begun. */
    visit: async (): Promise<Connection> => {
      const { client, host: atHost } = connectionPair(t)
      if (!atHost.remotePublicKey) {
        await new Promise<void>((resolve) => atHost.once('open', resolve))
      }
      admit(atHost)
      return client
    }
  }
}
