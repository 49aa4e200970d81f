// A room whose host and members are killed, suspended and cut off at random while they post: whatever happens, each line
// that a member has taken is in the transcript once, in its order, and in every copy.
import { createStage, type Sites, type Stage } from './storm-stage.ts'
import { Random } from '../helpers/random.ts'
import { faultsOf, type Tally } from './storm-judge.ts'

export interface StormOptions {
  sites: Sites
  /** Of all random choices: what fails can be repeated, as far as the machine's own timing allows. */
  seed: number
  rounds: number
  onRound?: (round: number, what: string) => void
  /** Whether to stop before the next round, and judge what there is. */
  isOver?: () => boolean
}

const LINES_MOST = 5
const PAUSE_MS = 1500
/** Longer than it takes to notice that a peer is gone. */
const GONE_MS = 7000

export async function storm(options: StormOptions): Promise<Tally> {
  const { sites, seed, rounds, onRound = () => {}, isOver = () => false } = options
  const random = new Random(seed)
  const stage = await createStage(sites)
  // Nobody would wait for it to come back.
  const ended = new Promise<never>((_, reject) => {
    stage.onEnding = (last) => reject(new Error(`a member has ended: ${last}`))
  })
  ended.catch(() => {})
  for (let round = 1; round <= rounds && !isOver(); round++) {
    for (const name of stage.names) stage.say(name, random.below(LINES_MOST + 1))
    await pause(random.below(PAUSE_MS))
    onRound(round, await Promise.race([ended, strike(stage, random)]))
  }
  const late = await Promise.race([ended, stage.settle()])
  return faultsOf(await stage.end(late))
}

async function strike(stage: Stage, random: Random): Promise<string> {
  const name = random.pick(stage.names)
  const downMs = random.below(PAUSE_MS)
  const gone = random.below(4) === 0 ? null : name
  const goneMs = random.below(GONE_MS)
  switch (random.below(10)) {
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
    case 6:
      await stage.suspend(gone, goneMs)
      return `${gone ?? 'host'} suspended for ${goneMs} ms`
    case 7:
    case 8:
      if (await stage.cut(gone, goneMs)) return `${gone ?? 'host'} cut off for ${goneMs} ms`
      return 'no network to cut'
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
