// Runs every test file on every runtime this machine has: Node, Bare 1.26.0 (the one inside Pear 2.6.5)
// and the newest Bare. Those of test/release try what has to be built first, and have scripts of their own.
// `node test/run.js [--only <part of a file name>] [--runtime <node|bare>]`
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { findBare } from './helpers/bares.ts'
import { whyNotAvailable } from './nat/available.ts'
import { sweep } from './nat/namespaces.ts'

/** A file that hangs is a failure too. */
const FILE_LIMIT_MS = 240_000
/** More than there are processors: most of their time goes into waiting. */
const AT_ONCE = 3

interface Runtime {
  name: string
  binary: string
}

interface Job {
  runtime: Runtime
  file: string
}

interface Result {
  passed: number
  failed: number
  skipped: number
}

const root = path.dirname(import.meta.dirname)
const results: Result[] = []
const failures: Job[] = []
const jobs = withPossibleLabs(
  runtimes().flatMap((runtime) => testFiles().map((file) => ({ runtime, file })))
)
const hasLabs = jobs.some(isInLab)
await Promise.all(Array.from({ length: AT_ONCE }, work))
// A file that was killed at its limit could not do it itself.
if (hasLabs) sweep()
// Concurrent tests compete for processors and for ports just released. A file that failed among
// them is run once more by itself, and listed here either way.
for (const job of failures.splice(0)) {
  console.log(`once more, by itself: ${job.runtime.name}  ${job.file}`)
  results.push(await runFile(job))
}

const passed = total('passed')
const failed = total('failed')
const skipped = total('skipped')
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 || passed + skipped === 0 ? 1 : 0

async function work(): Promise<void> {
  for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
    const result = await runFile(job)
    if (result.failed > 0) failures.push(job)
    else results.push(result)
  }
}

function isInLab({ file }: Job): boolean {
  return path.dirname(file) === 'nat'
}

/** On the newest Bare they would only take their time again; where there can be none, they are skipped. */
function withPossibleLabs(all: Job[]): Job[] {
  const wanted = all.filter((job) => !isInLab(job) || job.runtime.name !== 'bare newest')
  const count = wanted.filter(isInLab).length
  const why = count > 0 ? whyNotAvailable() : null
  if (why === null) return wanted
  console.log(`skipped: ${count} files of test/nat, which need network namespaces: ${why}`)
  results.push({ passed: 0, failed: 0, skipped: count })
  return wanted.filter((job) => !isInLab(job))
}

function total(outcome: keyof Result): number {
  return results.reduce((sum, result) => sum + result[outcome], 0)
}

function runtimes(): Runtime[] {
  const wanted = argument('--runtime')
  const found: Runtime[] = [{ name: `node ${process.versions.node}`, binary: process.execPath }]
  for (const version of ['1.26.0', 'newest'] as const) {
    const binary = findBare(version)
    if (binary !== null) {
      found.push({ name: `bare ${version}`, binary })
    } else {
      console.log(`skipped: no build of Bare ${version} for ${process.platform}-${process.arch}`)
    }
  }
  return found.filter(({ name }) => name.startsWith(wanted))
}

function testFiles(): string[] {
  return fs
    .readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js') && file.includes(argument('--only')))
    .filter((file) => path.dirname(file) !== 'release')
    .sort()
}

/** The value of a flag, or an empty string. */
function argument(flag: string): string {
  const index = process.argv.indexOf(flag)
  return index === -1 ? '' : (process.argv[index + 1] ?? '')
}

function runFile({ runtime, file }: Job): Promise<Result> {
  const started = Date.now()
  const child = spawn(runtime.binary, [path.join('test', file)], { cwd: root })
  const limit = setTimeout(() => child.kill('SIGKILL'), FILE_LIMIT_MS)
  let output = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (output += String(chunk)))
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(limit)
      const result = count(output, code)
      const mark = result.failed > 0 ? 'FAILED' : 'ok'
      const seconds = ((Date.now() - started) / 1000).toFixed(1)
      const tests = `${result.passed} tests${result.skipped > 0 ? `, ${result.skipped} skipped` : ''}`
      console.log(`${mark}  ${runtime.name}  ${file}  ${tests}, ${seconds} s`)
      if (result.failed > 0) console.log(`${output}\nended with ${code ?? signal}`)
      resolve(result)
    })
  })
}

/** brittle's last lines decide; a file that ends without them has failed, whatever it printed before. */
function count(output: string, code: number | null): Result {
  const [, passing = '0', total = '0'] = /^# tests = (\d+)\/(\d+) pass/m.exec(output) ?? []
  const failed = Number(total) - Number(passing)
  // brittle counts them as passing.
  const skipped = output.match(/^ok .*# SKIP$/gm)?.length ?? 0
  const isGood = code === 0 && failed === 0 && Number(passing) > 0
  return { passed: Number(passing) - skipped, failed: isGood ? 0 : Math.max(failed, 1), skipped }
}
