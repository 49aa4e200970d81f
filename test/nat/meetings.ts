// Two peers who have never met, each behind a NAT, and somebody who may help them: whether they get together, and how soon.
import type { Assertions } from 'brittle'
import { monotonicMs, Timer } from '../../shared/base/clock.ts'
import { start, startClient, startHost } from '../helpers/apps.ts'
import type { Program } from '../helpers/program.ts'
import type { LabHost } from './host.ts'
import { createLab, type Lab } from './lab.ts'
import type { HostOptions } from './plan.ts'
import type { NatKind } from './scripts.ts'

const KINDS = ['open', 'consistent', 'random'] as const
export const HELPERS = ['nobody', 'open member', 'consistent member', 'relay'] as const
export type Helper = (typeof HELPERS)[number]

/** Where the host (anna) and the newcomer (ben) are. */
interface Places {
  name: string
  anna: NatKind | HostOptions<'anna'>
  ben: NatKind | HostOptions<'anna'>
}

const PLACES: readonly Places[] = [
  ...KINDS.flatMap((anna) => KINDS.map((ben) => ({ name: `${anna} × ${ben}`, anna, ben }))),
  { name: 'one network', anna: 'consistent', ben: { behind: 'anna' } },
  {
    name: 'one network, firewall at the host',
    anna: { nat: 'consistent', isFirewalled: true },
    ben: { behind: 'anna' }
  }
]

export interface Cell {
  places: Places
  helper: Helper
  /** Our apps, or the smallest programs for HyperDHT. */
  peers: 'ours' | 'plain'
}

/** Plain peers have no members to help them, and need no relay where one side is open. */
export const CELLS: readonly Cell[] = PLACES.flatMap((places) => {
  const needsNobody = places.anna === 'open' || places.ben === 'open'
  const plain: Helper[] = needsNobody ? ['nobody'] : ['nobody', 'relay']
  return [
    ...HELPERS.map((helper) => ({ places, helper, peers: 'ours' as const })),
    ...plain.map((helper) => ({ places, helper, peers: 'plain' as const }))
  ]
})

export function nameOf({ places, helper, peers }: Cell): string {
  return `${peers}: ${places.name}, ${helper}`
}

/** How a meeting went. */
export interface Meeting {
  /** From the start of the newcomer's program until it is in; null if it never was. */
  ms: number | null
  how: string
}

/** Longer than any of them takes that succeeds: our clients give up by themselves. */
const LIMIT_MS = 45_000

/** Making a lab and a host takes two or three seconds: on a machine that needs longer, nodes of the DHT do not answer in time. */
const SET_UP_MS = 8000

/** Everything is made anew: NATs remember. Throws when the machine is too busy to measure anything. */
export async function meet(t: Assertions, cell: Cell): Promise<Meeting> {
  const begun = monotonicMs()
  const { places, helper, peers } = cell
  const { anna, ben } = places
  const carl = helper === 'consistent member' ? 'consistent' : 'open'
  const { hosts } = await createLab(t, { anna, ben, carl })
  const onSetUp = (): void => {
    if (monotonicMs() - begun > SET_UP_MS) throw new Error('the machine is too busy')
  }
  return peers === 'ours' ? meetAsOurs(hosts, cell, onSetUp) : meetAsPlain(hosts, cell, onSetUp)
}

type Hosts = Lab<'anna' | 'ben' | 'carl'>['hosts']

async function meetAsOurs(
  { anna, ben, carl }: Hosts,
  { places, helper }: Cell,
  onSetUp: () => void
): Promise<Meeting> {
  const relay = helper === 'relay' ? ['--relay', await startRelay(carl)] : []
  const { key } = await startHost(anna, ['--chat', '--ephemeral', ...relay])
  onSetUp()
  if (helper === 'open member' || helper === 'consistent member')
    await startMember(carl, key, places.anna === 'open')
  const newcomer = startClient(ben, key, ['--chat', '--ephemeral', '--json'])
  const { isIn, ms } = await timed(newcomer, newcomer.printed(/"event":"welcome"/))
  if (!isIn) return { ms: null, how: await whyNot(newcomer, ms) }
  return { ms, how: /"path":"(\w+)"/.exec(newcomer.stderr)?.[1] ?? '' }
}

/** A host that everybody reaches asks nobody to relay. */
async function startMember(at: LabHost, key: string, isHostOpen: boolean): Promise<void> {
  const member = startClient(at, key, ['--chat', '--ephemeral', '--wait', '--name', 'carl'])
  const ready = isHostOpen ? /you are carl/ : /may be connected through you/
  const { isIn } = await timed(member, member.said(ready))
  if (!isIn) throw new Error('the member who was to help is not in')
}

async function startRelay(at: LabHost): Promise<string> {
  const relay = start(at, ['server-app', '--as-relay'])
  const [, key = ''] = await relay.said(/relaying on: ([0-9a-f]{64})\n/)
  return key
}

async function meetAsPlain(
  { anna, ben, carl }: Hosts,
  { helper }: Cell,
  onSetUp: () => void
): Promise<Meeting> {
  const relay = helper === 'relay' ? [await startRelay(carl)] : []
  const host = start(anna, ['test/nat/timed-peer.js', 'host'])
  const [, key = ''] = await host.printed(/listening on: ([0-9a-f]{64})\n/)
  onSetUp()
  const newcomer = start(ben, ['test/nat/timed-peer.js', 'plain', key, ...relay])
  const { isIn, ms } = await timed(newcomer, newcomer.printed(/^\d+ ms/))
  return isIn ? { ms, how: '' } : { ms: null, how: await whyNot(newcomer, ms) }
}

/** Milliseconds until `event`, or until the program ended without: at the limit if not by itself. */
async function timed(
  program: Program,
  event: Promise<unknown>
): Promise<{ isIn: boolean; ms: number }> {
  const begun = monotonicMs()
  const limit = new Timer(LIMIT_MS, () => program.kill('SIGKILL'))
  const isIn = await event.then(
    () => true,
    () => false
  )
  limit.cancel()
  return { isIn, ms: Math.round(monotonicMs() - begun) }
}

async function whyNot(program: Program, ms: number): Promise<string> {
  const code = await program.exited
  const reason =
    /"code":"(\w+)"/.exec(program.stderr)?.[1] ?? /code: '(\w+)'/.exec(program.stderr)?.[1]
  return `after ${ms} ms: exit code ${code} ${reason ?? ''}`
}
