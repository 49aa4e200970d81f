import test from 'brittle'
import { Refusals } from '../../../server-app/access/refusals.ts'
import type { ReportEvent } from '../../../shared/app/report-events.ts'
import { LIMITS } from '../../../shared/base/limits.ts'

test('masses of refusals are reported as a count, with the next one reported', (t) => {
  let now = 0
  const events: ReportEvent[] = []
  const refusals = new Refusals(
    (event) => events.push(event),
    () => now
  )
  const { burst, perSecond } = LIMITS.toldStrangers
  for (let count = 0; count < burst + 500; count++) refusals.tell('00000000', 'it is banned')
  t.is(events.length, burst)
  t.alike(events.at(-1), { event: 'refused', peer: '00000000', reason: 'it is banned' })
  now = 1000 / perSecond
  refusals.tell('11111111', 'it is banned')
  const reason = 'it is banned, and 500 others were refused meanwhile'
  t.alike(events.at(-1), { event: 'refused', peer: '11111111', reason })
  now *= 2
  refusals.tell('22222222', 'it is banned')
  t.alike(events.at(-1), { event: 'refused', peer: '22222222', reason: 'it is banned' }, 'once')
})
