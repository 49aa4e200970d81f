// The row below the line, on screens of different widths.
import test from 'brittle'
import { loadWidths } from '../../../../shared/terminal/edit/graphemes.ts'
import { plainText } from '../../../../shared/terminal/draw/styled-text.ts'
import type { Scene } from '../../../../shared/terminal/draw/scene.ts'
import { drawScene } from '../../../../shared/terminal/draw/view.ts'
import { SCENE } from '../../../helpers/stage.ts'

await loadWidths()

const NAMES = ['host', 'anna', 'ben']
const STATUS = 'b76aa8fe · 3 here: host, anna, ben'

test('the status shows as much as fits', (t) => {
  t.is(status(80, { waiting: ['x'] }), `${STATUS} · 1 unsent`)
  t.is(status(34), STATUS)
  t.is(status(34, { names: ['host', 'anna', 'benjamin'] }), 'b76aa8fe · 3 here: host and 2 more')
  t.is(status(33), 'b76aa8fe · 3 here')
  t.is(status(80, { away: ['eve'] }), `${STATUS}, eve (away)`)
  t.is(status(38, { away: ['eve'] }), STATUS, 'who is away is not among the three')
  t.is(
    status(34, { names: ['host', 'anna', 'benjamin'], away: ['eve'] }),
    'b76aa8fe · 3 here: host and 2 more'
  )
  t.is(status(80, { away: ['eve', 'x'.repeat(24)] }), `${STATUS}, eve (away) and 1 more away`)
  t.is(status(20), 'b76aa8fe · 3 here')
  t.is(status(20, { waiting: ['x', 'y'] }), '3 here · 2 unsent')
  t.is(status(10, { waiting: ['x', 'y'] }), '3 here · …')
  t.is(status(80, { names: [] }), 'b76aa8fe · plain host')
  t.is(status(80, { connectProgress: 'looking up the host · 2 s' }), 'looking up the host · 2 s')
  t.is(
    status(80, { connectProgress: 'x', notice: 'Press Ctrl-C again to leave' }),
    'Press Ctrl-C again to leave'
  )
  t.is(status(80, { isQuiet: true }), '> ')
  const remarks = ['private', 'in memory']
  t.is(status(80, { remarks }), 'b76aa8fe · private · in memory · 3 here: host, anna, ben')
  t.is(status(39, { remarks, waiting: ['x'] }), 'private · in memory · 3 here · 1 unsent')
  t.is(status(30, { remarks, waiting: ['x'] }), '3 here · 1 unsent')
  t.is(status(80, { remarks, names: [] }), 'b76aa8fe · private · in memory · plain host')
})

test('the path to the host is in the status of any screen, with as much of the rest as fits', (t) => {
  const [direct, lan] = ['direct', 'LAN'].map((word) => ({ path: { full: word, short: word } }))
  const via = (name: string): Partial<Scene> => {
    return { path: { full: `relayed via ${name}`, short: 'relayed' } }
  }
  const long = via('alexandra-from-the-coast')
  const [waiting, remarks] = [
    ['x', 'y'],
    ['private', 'not kept']
  ]

  t.is(status(80, { ...direct }), 'b76aa8fe · direct · 3 here: host, anna, ben')
  t.is(status(80, via('ben')), 'b76aa8fe · relayed via ben · 3 here: host, anna, ben')
  t.is(status(80, long), 'b76aa8fe · relayed via alexandra-from-the-coast · 3 here')
  const room = { room: 'the-kitchen-of-the-house (b76aa8fe)' }
  t.is(status(80, { ...long, ...room, remarks }), 'relayed via alexandra-from-the-coast · 3 here')
  t.is(status(80, { ...long, waiting }), 'relayed via alexandra-from-the-coast · 3 here · 2 unsent')
  t.is(status(80, { ...direct, names: [] }), 'b76aa8fe · direct · plain host')

  t.is(status(40, { ...lan }), 'b76aa8fe · LAN · 3 here')
  t.is(status(40, via('ben')), 'relayed via ben · 3 here')
  t.is(status(40, long), 'relayed via alexandra-… · 3 here')
  t.is(status(40, { ...long, ...room, remarks }), 'relayed via alexandra-… · 3 here')
  t.is(status(40, via('日本語日本語日本語日本語')), 'relayed via 日本語日本… · 3 here')
  t.is(status(40, { ...long, waiting }), 'relayed · 3 here · 2 unsent')
  t.is(status(40, { ...long, names: [] }), 'relayed via alexan… · plain host')

  t.is(status(20, { ...direct }), 'direct · 3 here')
  t.is(status(20, via('ben')), 'relayed · 3 here')
  t.is(status(20, { ...long, waiting, remarks }), 'relayed · 2 unsent')
  t.is(status(20, { ...direct, names: [] }), 'direct · plain host')
  t.is(status(10, { ...long, waiting }), 'relayed ·…')
})

test('what is carried for others is in the status, where it fits beside the path', (t) => {
  const relaying = { full: 'relaying 2, 40.0 KiB/s', short: 'relaying 2' }
  const busy = { path: { full: 'direct', short: 'direct' }, relaying }
  t.is(status(80, busy), 'b76aa8fe · direct · relaying 2, 40.0 KiB/s · 3 here')
  t.is(
    status(80, { ...busy, remarks: ['private'], waiting: ['x'] }),
    'private · direct · relaying 2, 40.0 KiB/s · 3 here · 1 unsent'
  )
  t.is(status(40, busy), 'direct · relaying 2 · 3 here')
  t.is(status(40, { ...busy, waiting: ['x'] }), 'direct · 3 here · 1 unsent')
  t.is(status(20, busy), 'direct · 3 here')
})

test('the status costs the same, however many people are here and whatever their names', (t) => {
  const hostile = [
    '日本語日本語日本語日本語',
    'e\u0301\u0301\u0301'.repeat(24),
    '👨‍👩‍👧'.repeat(12),
    '\u0301'.repeat(96)
  ]
  const timeFor = (count: number): number => {
    const names = Array.from({ length: count }, (_, index) => `${hostile[index % 4]}${index}`)
    status(80, { names })
    const start = Date.now()
    for (let round = 0; round < 20; round++) status(80, { names })
    return Date.now() - start
  }
  const few = timeFor(10)
  const many = timeFor(2560)
  t.ok(many < 20 * Math.max(few, 5), `${few} ms, ${many} ms`)
})

/** On a screen of that many columns, of which a wide one leaves some free. */
function status(columns: number, scene: Partial<Scene> = {}): string {
  const rows = drawScene({ ...SCENE, names: NAMES, ...scene }, { columns, rows: 24 })
  return plainText(rows.at(-1)?.before ?? [])
}
