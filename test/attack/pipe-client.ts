// Measures what a hostile host costs a pipe on a client: its memory, and whether it still listens to its user.
import b4a from 'b4a'
import { monotonicMs } from '../../shared/base/clock.ts'
import { startClient } from '../helpers/apps.ts'
import type { Cost } from './cost.ts'
import { endingOf, startAttacker, type Circumstances } from './endured.ts'
import { watchMemory } from './process-stats.ts'
import { RESUME_HOST_MODES } from './resume-modes.ts'
import { within } from './within.ts'

/** A client that has not ended by then never will. */
const SENT_BYTES = 100_000
const PATIENCE_MS = 20_000

const calmClients = new Map<string, Cost>()

/** A client whose output nobody reads, compared with one whose host is calm: then its user interrupts it. */
export async function attackPipeClient(mode: string, circumstances: Circumstances): Promise<Cost> {
  const calm = calmClients.get(circumstances.binary) ?? (await usePipe('calm', circumstances))
  calmClients.set(circumstances.binary, calm)
  const { deafMs, grownBytes, ...endured } = await usePipe(mode, circumstances)
  return {
    ...endured,
    deafMs: Math.max(0, deafMs - calm.deafMs),
    grownBytes: Math.max(0, grownBytes - calm.grownBytes)
  }
}

async function usePipe(mode: string, circumstances: Circumstances): Promise<Cost> {
  const { place, binary, seconds } = circumstances
  const attacker = startAttacker(['pipehost', mode, place.bootstrap, '-'], circumstances, seconds)
  const [, key = ''] = await attacker.printed(/listening on: (\w+)\n/)
  const client = startClient(place, key, ['--pipe', '--ephemeral'], { binary, stall: true })
  try {
    const peak = watchMemory(client.pid)
    if (mode in RESUME_HOST_MODES) client.write(b4a.alloc(SENT_BYTES))
    const outcome = await endingOf(attacker, seconds)
    const code = await within(0, client.ended, null)
    const startedAt = monotonicMs()
    client.kill('SIGINT')
    const hasEnded = (await within(PATIENCE_MS, client.ended, -1)) !== -1
    const deafMs = monotonicMs() - startedAt
    const ending = code === null ? outcome : `${outcome}; the client ended with ${code}`
    return { deafMs, grownBytes: peak(), lost: hasEnded ? 0 : 1, ending }
  } finally {
    client.kill('SIGKILL')
    attacker.kill('SIGKILL')
    client.resume()
    await Promise.all([client.ended, attacker.ended])
  }
}
