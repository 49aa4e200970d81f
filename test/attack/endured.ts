// Measures the cost of attacks: each mode against real processes, one after the other.
import b4a from 'b4a'
import { keyOf } from '../../shared/base/key.ts'
import { start, startClient, startHost, type Place, type RunningHost } from '../helpers/apps.ts'
import type { Program } from '../helpers/program.ts'
import { costOf, type Cost } from './cost.ts'
import { Crowd } from './crowd.ts'
import { Probe } from './probe.ts'
import { within } from './within.ts'
import type { Outcome } from './attacker.ts'
import { watchMemory } from './process-stats.ts'
import { typeAgain } from './typed.ts'

export interface Circumstances {
  place: Place
  /** What the app under attack runs on. */
  binary: string
  /** What the attacker runs on. */
  attackerBinary: string
  seconds: number
  members: number
}

/** Longer than an attacker takes to start, and to be done. */
export const GRACE_MS = 30_000

/** A real attacker has a machine of its own; here it has a lower priority than its targets. */
const GIVES_WAY = ['nice', '-n', '10']

/** A room of this many members and one hostile one. */
export async function attackRoom(mode: string, circumstances: Circumstances): Promise<Cost> {
  const { place, binary, seconds } = circumstances
  const isPrivate = mode === 'fresh keys knock'
  const flags = ['--chat', '--commands', '--ephemeral', ...(isPrivate ? ['--private'] : [])]
  const room = await startHost(place, flags, { binary, redirect: '> /dev/null' })
  const attack = async (): Promise<string> => {
    const stop = typeAgain(room.host, mode)
    const args = ['member', mode, place.bootstrap, room.key]
    return attackWith(args, circumstances, seconds).finally(stop)
  }
  return endureIn(room, circumstances, attack, isPrivate)
}

/** What the members of a room endure during an attack, which says how it ended. */
export async function endureIn(
  { host, key }: RunningHost,
  { place, members }: Circumstances,
  attack: () => Promise<string>,
  isPrivate = false
): Promise<Cost> {
  const crowd = new Crowd(place.bootstrap, { key: b4a.from(key, 'hex'), pid: host.pid }, members)
  try {
    if (isPrivate) await allow(host, crowd)
    await crowd.join()
    return await costOf(attack, { pid: host.pid, talkers: crowd })
  } finally {
    await crowd.leave()
    host.kill('SIGKILL')
    await host.ended
  }
}

/** A member, and a hostile host: whether it still answers whoever sits at it, compared with one whose host is calm. */
export async function attackMember(mode: string, circumstances: Circumstances): Promise<Cost> {
  const calm = await (calmMembers.get(circumstances.binary) ?? sitAtMember('calm', circumstances))
  calmMembers.set(circumstances.binary, calm)
  const endured = await sitAtMember(mode, circumstances)
  const lateMs = [endured.firstMs - calm.firstMs, endured.longestMs - calm.longestMs]
  return {
    deafMs: Math.max(0, ...lateMs),
    grownBytes: Math.max(0, endured.peakBytes - calm.peakBytes),
    lost: endured.unanswered,
    ending: endured.ending
  }
}

const calmMembers = new Map<string, Sitting>()

interface Sitting {
  /** Until the first answer, and until the longest after it. */
  firstMs: number
  longestMs: number
  unanswered: number
  peakBytes: number
  ending: string
}

async function sitAtMember(mode: string, circumstances: Circumstances): Promise<Sitting> {
  const { place, binary, seconds } = circumstances
  const attacker = startAttacker(['host', mode, place.bootstrap, '-'], circumstances, seconds)
  const [, key = ''] = await attacker.printed(/listening on: (\w+)\n/)
  const flags = ['--chat', '--commands', '--ephemeral']
  const client = startClient(place, key, flags, { binary, redirect: '> /dev/null' })
  try {
    const peak = watchMemory(client.pid)
    const probe = new Probe(client)
    const firstMs = await probe.start()
    const stopTyping = typeAgain(client, mode)
    const outcome = await endingOf(attacker, seconds)
    stopTyping()
    const { longestMs, unanswered } = await probe.stop()
    const peakBytes = peak()
    const code = await within(0, client.ended, null)
    const ending = code === null ? outcome : `${outcome}; the member ended with ${code}`
    return { firstMs, longestMs, unanswered, peakBytes, ending }
  } finally {
    client.kill('SIGKILL')
    attacker.kill('SIGKILL')
    await Promise.all([client.ended, attacker.ended])
  }
}

/** Members of a private room, known by the time they come. */
async function allow(host: Program, crowd: Crowd): Promise<void> {
  for (const { keyPair } of crowd.members) {
    host.write(`/allow ${keyOf(keyPair.publicKey)}\n`)
  }
  host.write('/done\n')
  await host.said(/"\/done"/)
}

export function startAttacker(
  args: string[],
  { place, attackerBinary }: Circumstances,
  seconds: number
): Program {
  const all = ['test/attack/attacker.js', ...args, String(seconds)]
  return start(place, all, { binary: attackerBinary, under: GIVES_WAY })
}

export async function attackWith(
  args: string[],
  circumstances: Circumstances,
  seconds: number
): Promise<string> {
  return endingOf(startAttacker(args, circumstances, seconds), seconds)
}

export async function endingOf(attacker: Program, seconds: number): Promise<string> {
  await within(seconds * 1000 + GRACE_MS, attacker.exited, -1)
  attacker.kill('SIGKILL')
  const [line] = /\{.*\}\n/.exec(b4a.toString(attacker.stdout)) ?? []
  if (line === undefined) return `no outcome: ${attacker.stderr.trim().slice(-200)}`
  const { ending, sentFrames, sentBytes } = JSON.parse(line) as Outcome
  return `${ending} (${sentFrames} sent, ${Math.round(sentBytes / 1e5) / 10} MB)`
}
