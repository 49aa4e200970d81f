// What happens to a chat when a network changes under it: faults, and how long it takes until a line gets through again.
import type { Assertions } from 'brittle'
import { monotonicMs, wait } from '../../shared/base/clock.ts'
import { startClient, startHost } from '../helpers/apps.ts'
import type { Program } from '../helpers/program.ts'
import type { LabHost } from './host.ts'
import { createLab } from './lab.ts'
import type { NatKind } from './scripts.ts'

export interface Chat {
  anna: LabHost
  ben: LabHost
  host: Program
  member: Program
}

/** Makes something go wrong. Resolves with the host's program, once all is well again but for the connection. */
type Fault = (chat: Chat) => Promise<Program> | Program

export interface Case {
  name: string
  host: NatKind
  client: NatKind
  fault: Fault
}

const cut =
  (ms: number): Fault =>
  async ({ ben, host }) => {
    await ben.uplink.cut()
    await wait(ms)
    await ben.uplink.restore()
    return host
  }

const stop =
  (ms: number, isCut: boolean): Fault =>
  async ({ ben, host, member }) => {
    member.kill('SIGSTOP')
    if (isCut) await ben.uplink.cut()
    await wait(ms)
    if (isCut) await ben.uplink.restore()
    member.kill('SIGCONT')
    return host
  }

const restart =
  (signal: 'SIGKILL' | 'SIGTERM', downMs: number): Fault =>
  async ({ anna, host }) => {
    host.kill(signal)
    await host.exited
    await wait(downMs)
    return (await startHost(anna, ['--chat'])).host
  }

const unplug =
  (ms: number): Fault =>
  async ({ ben, host }) => {
    ben.unplug()
    await wait(ms)
    ben.plug()
    return host
  }

const moveClient: Fault = ({ ben, host }) => {
  ben.uplink.changeAddress()
  return host
}

const moveHost: Fault = ({ anna, host }) => {
  anna.uplink.changeAddress()
  return host
}

export const CASES: Case[] = [
  { name: 'client moves, consistent', host: 'consistent', client: 'consistent', fault: moveClient },
  { name: 'client moves, open', host: 'consistent', client: 'open', fault: moveClient },
  { name: 'client moves, random', host: 'consistent', client: 'random', fault: moveClient },
  { name: 'host moves, consistent', host: 'consistent', client: 'consistent', fault: moveHost },
  { name: 'host moves, open', host: 'open', client: 'consistent', fault: moveHost },
  { name: 'host moves, random', host: 'random', client: 'consistent', fault: moveHost },
  { name: 'cut 5 s', host: 'consistent', client: 'consistent', fault: cut(5000) },
  { name: 'cut 7 s', host: 'consistent', client: 'consistent', fault: cut(7000) },
  { name: 'cut 20 s', host: 'consistent', client: 'consistent', fault: cut(20_000) },
  { name: 'cut 60 s', host: 'consistent', client: 'consistent', fault: cut(60_000) },
  { name: 'unplugged 20 s', host: 'consistent', client: 'consistent', fault: unplug(20_000) },
  {
    name: 'host killed, up at once',
    host: 'consistent',
    client: 'consistent',
    fault: restart('SIGKILL', 0)
  },
  {
    name: 'host killed, down 10 s',
    host: 'consistent',
    client: 'consistent',
    fault: restart('SIGKILL', 10_000)
  },
  {
    name: 'host killed, down 60 s',
    host: 'consistent',
    client: 'consistent',
    fault: restart('SIGKILL', 60_000)
  },
  {
    name: 'host restarted',
    host: 'consistent',
    client: 'consistent',
    fault: restart('SIGTERM', 0)
  },
  { name: 'stopped 5 s', host: 'consistent', client: 'consistent', fault: stop(5000, false) },
  { name: 'stopped 30 s', host: 'consistent', client: 'consistent', fault: stop(30_000, false) },
  { name: 'asleep 7 s', host: 'consistent', client: 'consistent', fault: stop(7000, true) },
  { name: 'asleep 30 s', host: 'consistent', client: 'consistent', fault: stop(30_000, true) },
  { name: 'asleep 90 s', host: 'consistent', client: 'consistent', fault: stop(90_000, true) }
]

/** Milliseconds from the end of the fault, or its beginning where it has none, until a line gets through. */
export async function measure(t: Assertions, { host, client, fault }: Case): Promise<number> {
  const { hosts } = await createLab(t, { anna: host, ben: client })
  const { anna, ben } = hosts
  const running = await startHost(anna, ['--chat'])
  const member = startClient(ben, running.key, ['--chat', '--name', 'ben'])
  await member.said(/you are ben/)
  member.write('before\n')
  await running.host.printed(/ben: before\n/)
  // Probes go at other moments each time, and HyperDHT opens a path from a random NAT but every 20 s.
  await wait((host === 'random' || client === 'random' ? 20_000 : 1000) + 1000 * Math.random())
  const mending = fault({ anna, ben, host: running.host, member })
  member.write('after\n')
  const mended = await mending
  const begun = monotonicMs()
  await mended.printed(/ben: after\n/)
  const took = Math.round(monotonicMs() - begun)
  return took
}
