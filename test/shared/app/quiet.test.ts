import test from 'brittle'
import { isVital } from '../../../shared/app/quiet.ts'
import type { ReportEvent } from '../../../shared/app/report-events.ts'
import type { Output } from '../../../shared/chat/output.ts'

test('--quiet keeps posts, answers and anything one has to know', (t) => {
  const vital: Array<Output['event'] | ReportEvent['event']> = [
    'listening',
    'unsent',
    'unkept',
    'post',
    'whisper',
    'whispered',
    'line',
    'roster',
    'found',
    'help',
    'problem'
  ]
  for (const event of vital) t.is(isVital({ event }), true, event)
  const rest: Array<Output['event'] | ReportEvent['event']> = [
    'connecting',
    'connected',
    'knocking',
    'peer-ended',
    'welcome',
    'join',
    'rename',
    'knock',
    'listed',
    'dropped'
  ]
  for (const event of rest) t.is(isVital({ event }), false, event)
  t.is(isVital({ event: 'leave', reason: 'left' }), false)
  t.is(isVital({ event: 'leave', reason: 'banned' }), true)
})
