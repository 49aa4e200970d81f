// Compares our apps with the plain peer, on each available runtime:
// npm run bench [-- --quick] [--only start|throughput|latency]
// A report, not a test: it fails only when something does not work.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { startDht } from './dht.ts'
import { measureLatency, measureStart, measureThroughput, type Sample } from './measure.ts'
import type { Program, Setting } from './peers.ts'
import { findRuntimes } from './runtimes.ts'
import { emptySamples, formatTable, type Measure } from './table.ts'

const FULL = {
  startRounds: 9,
  throughputRounds: 5,
  throughputBytes: 128 * 1024 * 1024,
  latencyRounds: 3,
  latencyLines: 1000
}
const QUICK: typeof FULL = {
  startRounds: 2,
  throughputRounds: 1,
  throughputBytes: 32 * 1024 * 1024,
  latencyRounds: 1,
  latencyLines: 200
}
const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } })
const SIZES = values.quick ? QUICK : FULL

const STARTED: Program[] = ['ours', 'chat', 'released', 'plain']

type Measurement = (program: Program) => Promise<Sample>

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hyperdht-chat-bench-'))
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }))

const payload = path.join(folder, 'payload')
fs.writeFileSync(payload, '')
// Sparse: it reads as zeros, and from no disk.
fs.truncateSync(payload, SIZES.throughputBytes)

try {
  print('ours beside the plain peer, or beside what a row names\n')
  const bootstrap = await startDht()
  for (const runtime of findRuntimes(print)) {
    const storage = path.join(folder, 'storage')
    print(`${await compare({ runtime, bootstrap, storage }, runtime.name)}\n`)
  }
  process.exit(0)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

/** Takes turns, so that whatever else the machine is doing slows all programs alike. */
async function compare(setting: Setting, title: string): Promise<string> {
  const samples = {
    ours: emptySamples(),
    chat: emptySamples(),
    released: emptySamples(),
    plain: emptySamples(),
    raw: emptySamples()
  }
  const repeat = async (rounds: number, programs: Program[], measure: Measurement) => {
    for (let round = 0; round < rounds; round++) {
      for (const program of programs) {
        const sample = await measure(program)
        for (const name of Object.keys(sample) as Measure[]) {
          samples[program][name].push(sample[name] ?? NaN)
        }
      }
    }
  }
  // A first start makes the key pairs and reads the files from disk: most starts are later ones.
  for (const program of STARTED) await measureStart(setting, program)

  if (isWanted('start')) {
    await repeat(SIZES.startRounds, STARTED, (program) => measureStart(setting, program))
  }
  if (isWanted('throughput')) {
    await repeat(SIZES.throughputRounds, ['ours', 'plain', 'raw'], (program) =>
      measureThroughput(setting, program, payload)
    )
  }
  if (isWanted('latency')) {
    await repeat(SIZES.latencyRounds, ['ours', 'plain'], (program) =>
      measureLatency(setting, program, SIZES.latencyLines)
    )
  }
  return formatTable(title, samples)
}

function isWanted(group: 'start' | 'throughput' | 'latency'): boolean {
  return values.only === undefined || values.only === group
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
