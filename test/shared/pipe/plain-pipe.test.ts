import test from 'brittle'
import { guard } from '../../../shared/network/guard.ts'
import { TRAFFIC } from '../../../shared/network/traffic.ts'
import { PlainPipe } from '../../../shared/pipe/plain-pipe.ts'
import { Sink } from '../../../shared/pipe/sink.ts'
import { Source } from '../../../shared/pipe/source.ts'
import { meetingPlace } from '../../helpers/pair.ts'
import { FakeOutput } from '../../helpers/streams.ts'

test('an end that came before the pipe began is no loss', async (t) => {
  const meet = await meetingPlace(t)
  const { host, client } = await meet((connection) => void guard(connection, TRAFFIC.plainPipe))
  host.resume()
  const ended = new Promise<void>((resolve) => client.once('end', resolve))
  host.end()
  client.resume()
  await ended
  const source = new Source(null)
  const sink = new Sink(new FakeOutput())
  const pipe = new PlainPipe({ connection: client, source, sink, sends: true })
  await pipe.finished
  t.pass('it has finished')
})
