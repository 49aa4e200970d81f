// Measures what a hostile peer costs a relay, and those who talk through it.
import fs from '#fs'
import path from '#path'
import { isKey } from '../../shared/base/key.ts'
import { start } from '../helpers/apps.ts'
import { costOf, type Cost } from './cost.ts'
import { attackWith, type Circumstances } from './endured.ts'
import { listOf, RelayedPair } from './relayed-pair.ts'

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
    const attack = (): Promise<string> =>
      attackWith(['relay', mode, place.bootstrap, key], circumstances, seconds)
    const cost = await costOf(attack, { pid: relay.pid, talkers: couple })
    const meetingMs = await couple.meetAnew()
    return {
      ...cost,
      lost: cost.lost + (meetingMs === Infinity ? 1 : 0),
      ending: `${cost.ending}; the next met in ${meetingMs.toFixed(0)} ms`
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
