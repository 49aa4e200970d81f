import test from 'brittle'
import { announce } from '../../client-app/announce.ts'
import type { LinkState, Usable } from '../../client-app/link/link-state.ts'
import type { OwnPath } from '../../client-app/relays/own-path.ts'
import type { ReportEvent } from '../../shared/app/report-events.ts'
import { ChatError } from '../../shared/base/errors.ts'
import { testKey } from '../helpers/keys.ts'

test('a loss and a return are told once each, and why a host is not back yet', (t) => {
  const reports: ReportEvent[] = []
  let tell: (state: LinkState) => void = () => {}
  const link = {
    state: { is: 'admitted' },
    on: (_event: string, listener: typeof tell) => (tell = listener)
  } as unknown as Usable
  announce(link, {
    report: (event) => reports.push(event),
    path: { tell: () => null, shown: null } as unknown as OwnPath,
    hostKey: testKey('a'),
    key: testKey('b'),
    name: 'anna',
    isPlain: false,
    tellsReturn: true
  })
  const reason = new ChatError('LOST')
  tell({ is: 'lost', reason, failure: null })
  tell({ is: 'lost', reason, failure: new ChatError('PEER_NOT_FOUND') })
  for (let times = 0; times < 2; times++) tell({ is: 'admitted' })
  tell({ is: 'closed' })
  t.alike(
    reports.map((report) => (report.event === 'stage' ? report.stage : report.event)),
    ['connecting', 'reconnecting', 'lost', 'absent', 'reconnected']
  )
})
