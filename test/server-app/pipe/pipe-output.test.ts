import b4a from 'b4a'
import test from 'brittle'
import { toChatError } from '../../../shared/base/errors.ts'
import { dataFrame, openFrame, RawPeer } from '../../helpers/frames.ts'
import { openPipeHost } from '../../helpers/pipe-host.ts'
import { systemError } from '../../helpers/streams.ts'

test('a host whose own output is gone serves nobody any more, even if it stays open', async (t) => {
  const host = openPipeHost(t, {
    keepsOpen: true,
    output: { write: (_, onDone) => onDone(systemError('EPIPE')) }
  })
  const anna = new RawPeer(await host.visit())
  anna.write(openFrame(), dataFrame(b4a.from('hello')))
  const reason = await host.finished.then(
    () => null,
    (error: unknown) => toChatError(error).code
  )
  t.is(reason, 'OUTPUT_CLOSED')
})
