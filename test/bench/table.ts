// The report: one table for each runtime, ours beside the plain peer. Pure.
import { median } from './statistics.ts'

interface Row {
  title: string
  unit: string
  digits: number
  /** The ratio ours / plain should be at most, or at least, this. */
  atMost?: number
  atLeast?: number
}

const ROWS = {
  start: { title: 'host start to `listening on`', unit: 'ms', digits: 0, atMost: 1.15 },
  connect: { title: 'client start to `got connection!`', unit: 'ms', digits: 0, atMost: 1.15 },
  throughput: { title: 'pipe throughput', unit: 'MB/s', digits: 1, atLeast: 0.95 },
  latency50: { title: 'latency of a line, p50', unit: 'ms', digits: 3 },
  latency99: { title: 'latency of a line, p99', unit: 'ms', digits: 3 },
  senderMemory: { title: 'peak memory of the sender', unit: 'MB', digits: 1 },
  receiverMemory: { title: 'peak memory of the receiver', unit: 'MB', digits: 1 }
} as const satisfies Record<string, Row>

export type RowName = keyof typeof ROWS

const ROW_NAMES = Object.keys(ROWS) as RowName[]

/** Every number measured for one program, row by row. */
export type Samples = Record<RowName, number[]>

export function emptySamples(): Samples {
  return Object.fromEntries(ROW_NAMES.map((name) => [name, [] as number[]])) as Samples
}

/** The medians of both, with ratios. */
export function formatTable(title: string, ours: Samples, plain: Samples): string {
  const rows = ROW_NAMES.map((name) => formatRow(ROWS[name], ours[name], plain[name]))
  return [line([title, '', 'ours', 'plain', 'ratio', 'target']), ...rows].join('\n')
}

function formatRow(row: Row, ours: number[], plain: number[]): string {
  const ratio = median(ours) / median(plain)
  const numbers = [median(ours), median(plain)].map((value) => value.toFixed(row.digits))
  return line([`  ${row.title}`, row.unit, ...numbers, ratio.toFixed(2), formatTarget(row, ratio)])
}

function formatTarget({ atMost, atLeast }: Row, ratio: number): string {
  if (atMost !== undefined) return `<= ${atMost.toFixed(2)}${ratio > atMost ? ' missed' : ''}`
  if (atLeast !== undefined) return `>= ${atLeast.toFixed(2)}${ratio < atLeast ? ' missed' : ''}`
  return ''
}

function line([title = '', unit = '', ...cells]: string[]): string {
  const [ours = '', plain = '', ratio = '', target = ''] = cells
  const numbers = [ours, plain, ratio].map((cell) => cell.padStart(8)).join('')
  return `${title.padEnd(38)}${unit.padEnd(5)}${numbers}  ${target}`.trimEnd()
}
