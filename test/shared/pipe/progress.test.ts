import test from 'brittle'
import {
  formatBytes,
  formatProgress,
  formatSeconds,
  type Progress
} from '../../../shared/pipe/progress.ts'
import { testKey } from '../../helpers/keys.ts'

const MIB = 1024 ** 2

const BYTES: [number, string][] = [
  [0, '0 B'],
  [1, '1 B'],
  [0.4, '0 B'],
  [1022.6, '1023 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [10_240, '10.0 KiB'],
  [MIB - 1024, '1023.0 KiB'],
  [MIB, '1.0 MiB'],
  [256 * MIB, '256.0 MiB'],
  [1024 * MIB, '1.0 GiB'],
  [1536 * MIB, '1.5 GiB'],
  [5000 * 1024 * MIB, '5000.0 GiB']
]

test('bytes are shown in the largest unit that keeps them above one', (t) => {
  for (const [bytes, words] of BYTES) t.is(formatBytes(bytes), words, String(bytes))
})

test('bytes that round up to a unit are shown in that unit', (t) => {
  for (const [bytes, words] of [
    [1023.7, '1.0 KiB'],
    [MIB - 1, '1.0 MiB'],
    [1024 * MIB - 1, '1.0 GiB']
  ] as const) {
    t.is(formatBytes(bytes), words, String(bytes))
  }
})

const SECONDS: [number, string][] = [
  [0, '0 s'],
  [0.9, '0 s'],
  [7, '7 s'],
  [59.99, '59 s'],
  [60, '1:00'],
  [125, '2:05'],
  [3599.9, '59:59'],
  [3600, '1:00:00'],
  [3725, '1:02:05'],
  [36_000, '10:00:00'],
  [360_000, '100:00:00']
]

test('from a minute on, seconds are shown as a clock', (t) => {
  for (const [seconds, words] of SECONDS) t.is(formatSeconds(seconds), words, String(seconds))
})

const NOTHING: Progress = {
  sentBytes: 0,
  confirmedBytes: 0,
  receivedBytes: 0,
  totalBytes: null,
  seconds: 0,
  path: 'direct',
  relay: null
}

const RELAY = { key: testKey('ab'), name: null, isOwn: true }
const LINES: [Partial<Progress>, string][] = [
  [{}, 'received 0 B · 0 B/s · 0 s · direct'],
  [{ seconds: 3 }, 'received 0 B · 0 B/s · 3 s · direct'],
  [{ path: 'lan' }, 'received 0 B · 0 B/s · 0 s · LAN'],
  [{ path: 'relayed', relay: RELAY }, 'received 0 B · 0 B/s · 0 s · relayed via your relay'],
  [{ receivedBytes: 2 * MIB, seconds: 2 }, 'received 2.0 MiB · 1.0 MiB/s · 2 s · direct'],
  [
    { sentBytes: 2048, confirmedBytes: 1024, seconds: 1 },
    'sent 2.0 KiB · confirmed 1.0 KiB · 1.0 KiB/s · 1 s · direct'
  ],
  [
    { sentBytes: 1024, confirmedBytes: 1024, receivedBytes: 1024, seconds: 2 },
    'sent 1.0 KiB · confirmed 1.0 KiB · received 1.0 KiB · 1.0 KiB/s · 2 s · direct'
  ],
  [
    { sentBytes: 0, totalBytes: 4 * MIB, seconds: 1 },
    'sent 0 B of 4.0 MiB · confirmed 0 B · 0 B/s · 1 s · direct'
  ],
  [
    { sentBytes: 2 * MIB, confirmedBytes: MIB, totalBytes: 4 * MIB, seconds: 30 },
    'sent 2.0 MiB of 4.0 MiB · confirmed 1.0 MiB · 34.1 KiB/s · 30 s · 1:30 left · direct'
  ],
  [
    { sentBytes: 4 * MIB, confirmedBytes: 4 * MIB, totalBytes: 4 * MIB, seconds: 4 },
    'sent 4.0 MiB of 4.0 MiB · confirmed 4.0 MiB · 1.0 MiB/s · 4 s · direct'
  ],
  [
    { sentBytes: 5 * MIB, confirmedBytes: 5 * MIB, totalBytes: 4 * MIB, seconds: 5 },
    'sent 5.0 MiB of 4.0 MiB · confirmed 5.0 MiB · 1.0 MiB/s · 5 s · direct'
  ],
  [
    { sentBytes: MIB, confirmedBytes: null, totalBytes: 2 * MIB, seconds: 1 },
    'sent 1.0 MiB of 2.0 MiB · 1.0 MiB/s · 1 s · 1 s left · direct'
  ],
  [{ totalBytes: 0 }, 'sent 0 B of 0 B · confirmed 0 B · 0 B/s · 0 s · direct']
]

test('a progress line shows what is known and nothing else', (t) => {
  for (const [progress, line] of LINES) t.is(formatProgress({ ...NOTHING, ...progress }), line)
})

test('a narrow screen shows the first parts that fit', (t) => {
  const progress = { ...NOTHING, sentBytes: 2048, confirmedBytes: 1024, seconds: 1 }
  const lines: [columns: number, line: string][] = [
    [80, 'sent 2.0 KiB · confirmed 1.0 KiB · 1.0 KiB/s · 1 s · direct'],
    [58, 'sent 2.0 KiB · confirmed 1.0 KiB · 1.0 KiB/s · 1 s'],
    [39, 'sent 2.0 KiB · confirmed 1.0 KiB'],
    [31, 'sent 2.0 KiB'],
    [5, 'sent '],
    [0, '']
  ]
  for (const [columns, line] of lines) t.is(formatProgress(progress, columns), line)
})
