// A room whose host and members are killed and suspended at random while they post: whatever happens, each line that a
// member has taken is in the transcript once, in its order, and in every copy.
import { createStage, type Stage } from './storm-stage.ts'
import { Random } from '../helpers/random.ts'
import type { Place } from '../helpers/apps.ts'
import { faultsOf, type Tally } from './storm-judge.ts'

export interface StormOptions {
  place: Place
  /** Of all random choices: what fails can be repeated, as far as the machine's own timing allows. */
  seed: number
  rounds: number
  members?: number
  onRound?: (round: number, what: string) => void
}

const LINES_MOST = 5
const PAUSE_MS = 1500
/** Longer than it takes to notice that a peer is gone. */
const SUSPENDED_MS = 7000

export async function storm(options: StormOptions): Promise<Tally> {
  const { place, seed, rounds, members = 3, onRound = () => {} } = options
  const random = new Random(seed)
  const stage = await createStage(place, members)
  // Nobody would wait for it to come back.
  const ended = new Promise<never>((_, reject) => {
    stage.onEnding = (last) => reject(new Error(`a member has ended: ${last}`))
  })
  ended.catch(() => {})
  for (let round = 1; round <= rounds; round++) {
    for (const name of stage.names) stage.say(name, random.below(LINES_MOST + 1))
    await pause(random.below(PAUSE_MS))
    onRound(round, await Promise.race([ended, strike(stage, random)]))
  }
  await Promise.race([ended, stage.settle()])
  const record = await stage.end()
  return faultsOf(record)
}

async function strike(stage: Stage, random: Random): Promise<string> {
  const name = random.pick(stage.names)
  const downMs = random.below(PAUSE_MS)
  switch (random.below(8)) {
    case 0:
    case 1:
      await stage.restartHost(downMs)
      return `host killed, down for ${downMs} ms`
    case 2:
    case 3:
    case 4:
      await stage.restartMember(name, downMs)
      return `${name} killed, down for ${downMs} ms`
    case 5:
      await stage.suspend(name, random.below(SUSPENDED_MS))
      return `${name} suspended`
    case 6:
      await stage.suspend(null, random.below(SUSPENDED_MS))
      return 'host suspended'
    default:
      await Promise.all([
        stage.restartHost(2 * PAUSE_MS),
        pause(PAUSE_MS).then(() => stage.restartMember(name, downMs, LINES_MOST))
      ])
      return `host killed, and ${name} with what it said meanwhile`
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
