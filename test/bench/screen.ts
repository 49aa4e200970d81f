// What the screen adds to the start-up time of a chat: the same app on the same kind of terminal, alternately with and
// without it (`TERM=dumb`). `node test/bench/screen.js [rounds]`. Needs script(1) of util-linux.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { Child } from './child.ts'
import { startDht } from './dht.ts'
import { findRuntimes, type Runtime } from './runtimes.ts'
import { median } from './statistics.ts'

const TERMS = ['xterm-256color', 'dumb'] as const
const ROUNDS = Number(process.argv[2] ?? 15)

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hyperdht-chat-bench-'))
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }))

const bootstrap = await startDht()
for (const runtime of findRuntimes((text) => process.stdout.write(text))) {
  process.stdout.write(`${runtime.name}\n`)
  const samples = TERMS.map(() => ({ host: [] as number[], member: [] as number[] }))
  for (let round = -1; round < ROUNDS; round++) {
    for (const [index, term] of TERMS.entries()) {
      const { hostMs, memberMs } = await measure(runtime, term)
      // The first of each reads from disk what the others find in memory.
      if (round < 0) continue
      samples[index]?.host.push(hostMs)
      samples[index]?.member.push(memberMs)
    }
  }
  for (const app of ['host', 'member'] as const) {
    const [withScreen = NaN, without = NaN] = samples.map((sample) => median(sample[app]))
    const more = (withScreen - without).toFixed(1)
    const times = `${withScreen.toFixed(0)} / ${without.toFixed(0)} ms`
    process.stdout.write(`  ${app.padEnd(6)} with / without ${times}: ${more} ms more\n`)
  }
}
process.exit(0)

async function measure(
  runtime: Runtime,
  term: string
): Promise<{ hostMs: number; memberMs: number }> {
  const host = start(runtime, term, 'server-app')
  const { match, at } = await host.said(/listening on: (\w{64})/)
  const member = start(runtime, term, `client-app ${match[1]}`)
  const { at: connectedAt } = await member.said(/got connection!/)
  const times = { hostMs: at - host.startedAt, memberMs: connectedAt - member.startedAt }
  await member.stop()
  await host.stop()
  return times
}

/** On a terminal of its own; what it shows comes as standard error. */
function start({ executable }: Runtime, term: string, app: string): Child {
  const command = `${executable} ${app}`
  const env = { HYPERDHT_CHAT_BOOTSTRAP: bootstrap, XDG_DATA_HOME: folder, TERM: term }
  return new Child({
    executable: 'sh',
    args: ['-c', `exec script -qfec "${command}" /dev/null >&2`],
    env
  })
}
