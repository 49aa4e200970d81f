// Measures what a hostile peer costs a relay, and those who talk through it.
import fs from '#fs'
import path from '#path'
import { wait } from '../../shared/base/clock.ts'
import { isKey } from '../../shared/base/key.ts'
import { start } from '../helpers/apps.ts'
import { attackWith, type Circumstances, type Cost } from './endured.ts'
import { resetPeakMemory, watchMemory } from './process-stats.ts'
import { listOf, RelayedPair } from './relayed-pair.ts'

const CALM_MS = 1500
/** A second: exceeded within the attack, not by those who talk. */
const LIMIT_BYTES = 64 * 1024

/** Two who talk through it, and another who comes after the attack: what that leaves behind keeps nobody out. */
export async function attackRelay(mode: string, circumstances: Circumstances): Promise<Cost> {
  const { place, binary, seconds } = circumstances
  const couple = new RelayedPair(place.bootstrap)
  const flags = ['--as-relay', '--relay-limit', `${LIMIT_BYTES}`]
  const isPrivate = mode.endsWith('private relay')
  const identity = isPrivate ? privateFor(couple, place.storage) : ['--ephemeral']
  const relay = start(place, ['server-app', ...flags, ...identity], { binary })
  try {
    const [, key] = await relay.said(/relaying on: (\w+)\n/)
    if (!isKey(key)) throw new Error(`${key} is no key`)
    await couple.meetAt(key, relay.pid)
    couple.talk()
    await wait(CALM_MS)
    const calm = await couple.endured()
    const calmBytes = resetPeakMemory(relay.pid)
    const peak = watchMemory(relay.pid)
    couple.talk()
    const ending = await attackWith(['relay', mode, place.bootstrap, key], circumstances, seconds)
    const endured = await couple.endured()
    const meetingMs = await couple.meetAnew()
    const noiseMs = Math.max(calm.deafMs, endured.stalledMs)
    return {
      deafMs: Math.max(0, endured.deafMs - noiseMs),
      grownBytes: peak() - calmBytes,
      lost: endured.lost + (meetingMs === Infinity ? 1 : 0),
      ending: `${ending}; the next met in ${meetingMs.toFixed(0)} ms`
    }
  } finally {
    relay.kill('SIGKILL')
    await relay.ended
    await couple.leave()
  }
}

/** Flags of a relay that only these may use. */
function privateFor({ nodes }: RelayedPair, storage: string): string[] {
  const folder = path.join(storage, `private-relay`)
  const identity = path.join(folder, 'host', 'default')
  fs.mkdirSync(identity, { recursive: true, mode: 0o700 })
  fs.writeFileSync(path.join(identity, 'allowed'), listOf(nodes), { mode: 0o600 })
  return ['--private', '--storage', folder]
}
