// Sends many GiB through our pipe, on each available runtime: node test/bench/large.js [GiB]
// Checks by the apps' exit codes that everything arrives, and that memory stays flat.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { Child } from './child.ts'
import { startDht } from './dht.ts'
import { findRuntimes, type Runtime } from './runtimes.ts'

const BYTES = Number(process.argv[2] ?? 4) * 1024 ** 3
const MEMORY_TARGET_BYTES = 120e6
/** How often memory is looked at. What was its peak stays its peak, so only the very last is missed. */
const LOOK_MS = 50

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hyperdht-chat-large-'))
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }))

const payload = path.join(folder, 'payload')
fs.writeFileSync(payload, '')
// Sparse: it reads as zeros, and from no disk.
fs.truncateSync(payload, BYTES)

try {
  const env = { HYPERDHT_CHAT_BOOTSTRAP: await startDht() }
  for (const runtime of findRuntimes(print)) print(await send(runtime, env))
  process.exit()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

async function send({ name, executable }: Runtime, env: Record<string, string>): Promise<string> {
  const common = { executable, env, isKeptAlive: true, output: 'ignore' } as const
  const flags = ['--pipe', '--ephemeral']
  const host = new Child({ ...common, args: ['server-app', ...flags, '--recv-only'] })
  const { match } = await host.said(/listening on: (\w+)\n/)

  const input = fs.openSync(payload, 'r')
  const client = new Child({
    ...common,
    args: ['client-app', match[1] ?? '', ...flags, '--send-only'],
    input
  })
  fs.closeSync(input)
  const { at: connectedAt } = await client.said(/got connection!/)

  const [sender, receiver] = await Promise.all([watch(client), watch(host)])
  const megabytesPerSecond = BYTES / 1000 / (performance.now() - connectedAt)
  return [
    `${name}: ${BYTES / 1024 ** 3} GiB at ${megabytesPerSecond.toFixed(1)} MB/s`,
    `  peak memory of the sender    ${formatMemory(sender)}`,
    `  peak memory of the receiver  ${formatMemory(receiver)}\n`
  ].join('\n')
}

/** Resolves with its peak memory once it has ended well. */
async function watch(child: Child): Promise<number> {
  let bytes = 0
  const timer = setInterval(() => {
    // NaN once it is ending, and has no memory any more.
    if (child.isAlive) bytes = Math.max(bytes, child.peakMemory() || 0)
  }, LOOK_MS)
  const code = await child.exited().finally(() => clearInterval(timer))
  if (code !== 0) throw new Error(`ended with ${code}: ${child.talk}`)
  return bytes
}

function formatMemory(bytes: number): string {
  const hasMissed = bytes > MEMORY_TARGET_BYTES
  if (hasMissed) process.exitCode = 1
  const target = `< ${MEMORY_TARGET_BYTES / 1e6}${hasMissed ? ' missed' : ''}`
  return `${(bytes / 1e6).toFixed(1).padStart(6)} MB  ${target}`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
