// Our apps beside the plain peer, on each runtime there is: npm run bench [-- --quick]
// A report, no test: it fails only when something does not work.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { Child } from './child.ts'
import { measureLatency, measureStart, measureThroughput, type Sample } from './measure.ts'
import { PROGRAMS, type Program, type Setting } from './peers.ts'
import { findRuntimes } from './runtimes.ts'
import { emptySamples, formatTable, type RowName } from './table.ts'

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
const SIZES = process.argv.includes('--quick') ? QUICK : FULL

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hyperdht-chat-bench-'))
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }))

const payload = path.join(folder, 'payload')
fs.writeFileSync(payload, '')
// Sparse: it reads as zeros, and from no disk.
fs.truncateSync(payload, SIZES.throughputBytes)

try {
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

/** In a process of its own: the bench has enough to do with reading. Resolves with its address. */
async function startDht(): Promise<string> {
  const args = ['test/helpers/dht.js']
  const dht = new Child({ executable: process.execPath, args, isKeptAlive: true })
  const [, bootstrap = ''] = await dht.printed(/HYPERDHT_CHAT_BOOTSTRAP=(\S+)\n/)
  return bootstrap
}

/** Takes turns, so that whatever else the machine is doing slows both programs alike. */
async function compare(setting: Setting, title: string): Promise<string> {
  const samples = { ours: emptySamples(), plain: emptySamples() }
  const repeat = async (rounds: number, measure: (program: Program) => Promise<Sample>) => {
    for (let round = 0; round < rounds; round++) {
      for (const program of PROGRAMS) {
        const sample = await measure(program)
        for (const name of Object.keys(sample) as RowName[]) {
          samples[program][name].push(sample[name] ?? NaN)
        }
      }
    }
  }
  // A first start makes the key pairs and reads the files from disk: most starts are later ones.
  for (const program of PROGRAMS) await measureStart(setting, program)

  await repeat(SIZES.startRounds, (program) => measureStart(setting, program))
  await repeat(SIZES.throughputRounds, (program) => measureThroughput(setting, program, payload))
  await repeat(SIZES.latencyRounds, (program) =>
    measureLatency(setting, program, SIZES.latencyLines)
  )
  return formatTable(title, samples.ours, samples.plain)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
