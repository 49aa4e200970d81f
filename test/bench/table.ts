// The report: one table per runtime, with our apps beside those they are compared with. Pure.
import type { Program } from './peers.ts'
import { median } from './statistics.ts'

interface Row {
  measure: Measure
  title: string
  unit: string
  digits: number
  /** Whose it is; that of the checkout unless it says otherwise. */
  of?: Program
  /** What ours is compared with; the plain peer unless it says otherwise. */
  against?: Program
  /** The ratio of ours to the other should be at most, or at least, this. */
  atMost?: number
  atLeast?: number
}

const MEASURES = [
  'start',
  'connect',
  'startProcessor',
  'connectProcessor',
  'throughput',
  'processorTime',
  'latency50',
  'latency99',
  'senderMemory',
  'receiverMemory'
] as const

export type Measure = (typeof MEASURES)[number]

const START = { measure: 'startProcessor', unit: 'ms', digits: 0 } as const
const CONNECT = { measure: 'connectProcessor', unit: 'ms', digits: 0 } as const
const THROUGHPUT = { measure: 'throughput', unit: 'MB/s', digits: 1 } as const

const ROWS: Row[] = [
  { measure: 'start', unit: 'ms', digits: 0, title: 'host start to `listening on`' },
  { ...START, title: '… its CPU time', atMost: 1.15 },
  { ...START, title: '… of a chat', of: 'chat', atMost: 1.15 },
  { ...START, title: '… as it is released', of: 'released', atMost: 0.9 },
  { measure: 'connect', unit: 'ms', digits: 0, title: 'client start to `got connection!`' },
  { ...CONNECT, title: '… its CPU time', atMost: 1.15 },
  { ...CONNECT, title: '… of a chat', of: 'chat', atMost: 1.15 },
  { ...CONNECT, title: '… as it is released', of: 'released', atMost: 0.9 },
  { ...THROUGHPUT, title: 'pipe throughput', atLeast: 0.95 },
  {
    ...THROUGHPUT,
    title: 'pipe throughput, of a raw udx stream',
    against: 'raw',
    atLeast: 0.9
  },
  {
    measure: 'processorTime',
    title: 'CPU time of the pipe',
    unit: 's/GB',
    digits: 2,
    atMost: 1.15
  },
  { measure: 'latency50', title: 'latency of a line, p50', unit: 'ms', digits: 3 },
  { measure: 'latency99', title: 'latency of a line, p99', unit: 'ms', digits: 3 },
  { measure: 'senderMemory', title: 'peak memory of the sender', unit: 'MB', digits: 1 },
  { measure: 'receiverMemory', title: 'peak memory of the receiver', unit: 'MB', digits: 1 }
]

/** Every number measured for one program. */
export type Samples = Record<Measure, number[]>

export function emptySamples(): Samples {
  return Object.fromEntries(MEASURES.map((name) => [name, [] as number[]])) as Samples
}

/** The medians of ours and the other, with ratios, of all that has been measured. */
export function formatTable(title: string, samples: Record<Program, Samples>): string {
  const measured = ROWS.filter(({ measure }) => samples.ours[measure].length > 0)
  const rows = measured.map((row) => {
    const other = samples[row.against ?? 'plain'][row.measure]
    const own = samples[row.of ?? 'ours'][row.measure]
    return formatRow(row, median(own), median(other))
  })
  return [line([title, '', 'ours', 'other', 'ratio', 'target']), ...rows].join('\n')
}

function formatRow(row: Row, ours: number, other: number): string {
  const ratio = ours / other
  const numbers = [ours, other].map((value) => value.toFixed(row.digits))
  return line([`  ${row.title}`, row.unit, ...numbers, ratio.toFixed(2), formatTarget(row, ratio)])
}

function formatTarget({ atMost, atLeast }: Row, ratio: number): string {
  if (atMost !== undefined) return `<= ${atMost.toFixed(2)}${ratio > atMost ? ' missed' : ''}`
  if (atLeast !== undefined) return `>= ${atLeast.toFixed(2)}${ratio < atLeast ? ' missed' : ''}`
  return ''
}

function line([title = '', unit = '', ...cells]: string[]): string {
  const [ours = '', other = '', ratio = '', target = ''] = cells
  const numbers = [ours, other, ratio].map((cell) => cell.padStart(8)).join('')
  return `${title.padEnd(39)}${unit.padEnd(5)}${numbers}  ${target}`.trimEnd()
}
