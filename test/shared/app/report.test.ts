import type { Outlet } from '../../../shared/app/outlet.ts'
import { Words } from '../../../shared/app/words.ts'
import b4a from 'b4a'
import test from 'brittle'
import type { ReportEvent } from '../../../shared/app/report-events.ts'
import { reportInWords } from '../../../shared/app/report-words.ts'
import { DIRECT } from '../../../shared/app/shown-path.ts'
import { Reporter } from '../../../shared/app/report.ts'
import { ChatError, toChatError } from '../../../shared/base/errors.ts'
import { testKey } from '../../helpers/keys.ts'

const RAW = '\x1b]0;title\x07\x9b2J\u202e\r'
const UNSAFE = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/u

const EVENTS: ReportEvent[] = [
  { event: 'listening', key: testKey('ab'), join: `client-app --bootstrap ${RAW}` },
  { event: 'refused', peer: RAW, reason: RAW },
  { event: 'unsent', texts: [`\tif x:${RAW}\n\t\ty()`], draft: RAW, isKept: true }
]

test('no report contains terminal controls, in words or in JSON', (t) => {
  for (const format of ['text', 'json'] as const) {
    const { reporter, written } = recorded(format)
    for (const event of EVENTS) reporter.report(event)
    t.is(written.length, EVENTS.length)
    for (const text of written) t.absent(UNSAFE.test(text), JSON.stringify(text))
    if (format === 'json')
      t.alike(
        written.map((line) => JSON.parse(line)),
        EVENTS
      )
    else t.ok(written.join('').includes('\tif x:'), 'a tab counts as text')
  }
})

test('a connection says which way it goes, and a change of that', (t) => {
  const key = testKey('2eb32bdb')
  const relayed = { path: 'relayed', relay: { key, name: null, isOwn: false } } as const
  const lan = { path: 'lan', relay: null } as const
  const stage = { event: 'stage', stage: 'connected', name: 'anna' } as const
  t.is(reportInWords(stage), 'connected directly, waiting for the room')
  t.is(
    reportInWords({ ...stage, way: relayed }),
    'connected (relayed via 2eb32bdb), waiting for the room'
  )
  const connected = { event: 'connected', peer: null, isPlain: false } as const
  t.is(reportInWords({ ...connected, ...DIRECT }), 'got connection!')
  t.is(reportInWords({ ...connected, ...relayed }), 'got connection! (relayed via 2eb32bdb)')
  const due = { ...relayed, relay: { ...relayed.relay, name: undefined } }
  t.is(reportInWords({ ...connected, ...due }), 'got connection!', 'the name is told later')
  t.is(
    reportInWords({ ...connected, peer: 'abababab', isPlain: true, ...lan }),
    'got connection! abababab (plain: no receipts, LAN)'
  )
  t.is(
    reportInWords({ event: 'path', peer: null, ...relayed }),
    'the path to the host is now relayed via 2eb32bdb'
  )
  t.is(
    reportInWords({ event: 'path', peer: 'abababab', ...DIRECT }),
    'the path to abababab is now direct'
  )
})

test('that one relays is said when it begins and ends, and to scripts at every change', (t) => {
  const loads = [1, 2, 2, 0, 1].map((pairs, index) => ({ pairs, bytesPerSecond: index }))
  const tell = (format: 'text' | 'json'): string[] => {
    const { reporter, written } = recorded(format)
    for (const load of loads) reporter.report({ event: 'relay-load', ...load })
    return written
  }
  t.alike(tell('text'), [
    'relaying for others in this room\n',
    'no longer relaying for others\n',
    'relaying for others in this room\n'
  ])
  t.is(tell('json').length, loads.length)
})

test('a report of unsent texts says whether they are lost', (t) => {
  const { reporter, written } = recorded('text')
  for (const isKept of [true, false]) {
    reporter.report({ event: 'unsent', texts: ['one', 'two'], draft: '', isKept })
  }
  t.alike(written, [
    'not sent yet, kept for the next start (2):\none\ntwo\n',
    'not sent, the host does not have it (2):\none\ntwo\n'
  ])
})

test('the error that ends the process is one line; an internal error adds where it occurred', (t) => {
  const fault = toChatError(new TypeError(`no ${RAW}`))
  const usage = new ChatError('USAGE', { values: { reason: RAW } })
  const { reporter: words } = recorded('text')
  t.is(words.formatError(usage).split('\n').length, 2)
  t.ok(words.formatError(fault).includes('report.test'))
  t.absent(UNSAFE.test(words.formatError(usage) + words.formatError(fault)))
  const { reporter: json } = recorded('json')
  for (const error of [usage, fault]) {
    const line = json.formatError(error)
    t.absent(UNSAFE.test(line))
    t.is(line.indexOf('\n'), line.length - 1)
    const { code, message, trace = '' } = JSON.parse(line) as Record<string, string>
    t.alike([code, message, trace], [error.code, error.message, error.trace])
  }
})

test('at a terminal sentences wrap between words, and text to be copied does not', (t) => {
  const key = testKey('ab')
  const { reporter, written } = recorded('text', 30)
  reporter.report({ event: 'connecting', key })
  reporter.report({ event: 'refused', peer: 'abababab', reason: 'a pipe has one peer at a time' })
  t.alike(written, [
    `Connecting to: ${key}\n`,
    'refused abababab: a pipe has\none peer at a time\n'
  ])
  const usage = new ChatError('USAGE', {
    values: { reason: 'There is no flag --nobody. See --help' }
  })
  t.is(reporter.formatError(usage), 'error: There is no flag\n--nobody. See --help\n')
})

function recorded(
  format: 'text' | 'json',
  width: number | null = null
): { reporter: Reporter; written: string[] } {
  const written: string[] = []
  const outlet: Outlet = {
    write: (bytes, onDone) => {
      written.push(b4a.toString(bytes))
      onDone()
    }
  }
  const reporter = new Reporter({
    words: new Words({ outlet, format }),
    format,
    isQuiet: false,
    columns: width === null ? null : () => width,
    isLeaving: () => false
  })
  return { reporter, written }
}
