import test from 'brittle'
import { AllPeers } from '../../../shared/network/all-peers.ts'
import { Hold } from '../../../shared/network/hold.ts'
import type { Connection } from '../../../shared/network/node.ts'

test('a peer counts as paused from the first hold to the last release, or the end', (t) => {
  const { hold, all, calls } = place()
  const [one, other] = [hold.take(), hold.take()]
  one()
  one()
  t.is(all.paused, 1, 'somebody else holds it')
  other()
  t.is(all.paused, 0)
  const last = hold.take()
  hold.stop()
  hold.stop()
  last()
  t.is(all.paused, 0)
  const count = calls.filter((call) => call === 'pause').length
  hold.take()
  t.is(all.paused, 0)
  t.is(calls.filter((call) => call === 'pause').length, count, 'its end is still read')
})

function place(): { hold: Hold; all: AllPeers; calls: string[] } {
  const calls: string[] = []
  const connection = {
    _read: () => {},
    _rawStream: {
      pause: () => calls.push('pause'),
      resume: () => calls.push('resume'),
      _readableState: { buffered: 0, queue: { length: 0 } }
    }
  } as unknown as Connection
  const hold = new Hold(connection, () => {})
  const all = new AllPeers()
  hold.shareWith(all)
  return { hold, all, calls }
}
