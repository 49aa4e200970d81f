// Measures what a hostile peer costs a pipe on a host: whether a real peer gets through.
import b4a from 'b4a'
import { monotonicMs, wait } from '../../shared/base/clock.ts'
import { startClient, startHost } from '../helpers/apps.ts'
import { CALM_MS, type Cost } from './cost.ts'
import { attackWith, GRACE_MS, type Circumstances } from './endured.ts'
import { HOLDING_MODES } from './pipe-modes.ts'
import { resetPeakMemory, watchMemory } from './process-stats.ts'
import { within } from './within.ts'

const REAL_BYTES = 100_000

/** A pipe that stays open and has nothing to send yet, and a hostile peer: whether a real one gets through, then or after it. */
export async function attackPipe(mode: string, circumstances: Circumstances): Promise<Cost> {
  const calm = await (calmPipes.get(circumstances.binary) ?? usePipe('calm', circumstances))
  calmPipes.set(circumstances.binary, calm)
  const endured = await usePipe(mode, circumstances)
  return { ...endured, deafMs: Math.max(0, endured.deafMs - calm.deafMs) }
}

const calmPipes = new Map<string, Cost>()

async function usePipe(mode: string, circumstances: Circumstances): Promise<Cost> {
  const { place, binary, seconds } = circumstances
  const flags = ['--pipe', '--keep-open', '--ephemeral']
  const input = mode.endsWith('no input') ? { redirect: '< /dev/null' } : {}
  const { host, key } = await startHost(place, flags, { binary, stall: true, ...input })
  try {
    const idleBytes = resetPeakMemory(host.pid)
    const peak = watchMemory(host.pid)
    const attack =
      mode === 'calm'
        ? Promise.resolve('')
        : attackWith(['pipe', mode, place.bootstrap, key], circumstances, seconds)
    if (HOLDING_MODES.includes(mode)) await wait(CALM_MS)
    else await attack
    // Whatever the hostile peer has sent goes out now.
    host.resume()
    const startedAt = monotonicMs()
    const failure = await sendReal(circumstances, key)
    const deafMs = monotonicMs() - startedAt
    const ending = `${await attack}${failure}`
    return { deafMs, grownBytes: peak() - idleBytes, lost: failure === '' ? 0 : 1, ending }
  } finally {
    host.kill('SIGKILL')
    await host.ended
  }
}

/** Resolves with how it failed, if it did. */
async function sendReal({ place, binary }: Circumstances, key: string): Promise<string> {
  const client = startClient(place, key, ['--pipe', '--send-only', '--ephemeral'], { binary })
  client.write(b4a.alloc(REAL_BYTES, 0x61))
  client.end()
  const code = await within(GRACE_MS, client.exited, -1)
  client.kill('SIGKILL')
  return code === 0 ? '' : `; the real one ended with ${code}: ${client.stderr.slice(-200).trim()}`
}
