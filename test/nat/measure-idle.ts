// Measures what staying connected costs a member that says nothing, and what it takes for a link that loses packets:
// node test/nat/measure-idle.js, or with a Bare. The environment may say DURATION in seconds, and LOSS in percent.
import test from 'brittle'
import fs from '#fs'
import { environment, runtime } from '../../shared/app/runtime.ts'
import { wait } from '../../shared/base/clock.ts'
import { startClient, startHost } from '../helpers/apps.ts'
import { createLab } from './lab.ts'

const seconds = Number(environment('DURATION') ?? 60)
const lossPercent = Number(environment('LOSS') ?? 0)
/** Of a tick of the scheduler, in which Linux counts processor time. */
const TICK_MS = 10

const names = ['anna', 'ben'] as const
for (const talks of lossPercent > 0 ? [false, true] : [false]) {
  const limitMs = (seconds + 60) * 1000
  test(
    `${seconds} s, ${lossPercent} % lost, ${talks ? 'talking' : 'idle'}`,
    { timeout: limitMs },
    async (t) => {
      const { hosts } = await createLab(t, { anna: 'consistent', ben: 'consistent' })
      const { host, key } = await startHost(hosts.anna, ['--chat'])
      const member = startClient(hosts.ben, key, ['--chat', '--name', 'ben'])
      await member.said(/you are ben/)
      await hosts.ben.uplink.set({ lossPercent })
      await wait(10_000)
      const programs = { anna: host, ben: member }
      const before = names.map((name) => costs(programs[name].pid, hosts[name].uplink.traffic()))
      for (let second = 0; second < seconds; second++) {
        if (talks) member.write(`${second}\n`)
        await wait(1000)
      }
      for (const [index, name] of names.entries()) {
        const { bytes, cpuMs } = costs(programs[name].pid, hosts[name].uplink.traffic())
        const { bytes: bytesBefore = 0, cpuMs: cpuBefore = 0 } = before[index] ?? {}
        const rate = Math.round((bytes - bytesBefore) / seconds)
        const cpu = ((cpuMs - cpuBefore) / seconds).toFixed(2)
        console.log(`RESULT\t${runtime}\t${name}\t${rate} B/s\t${cpu} ms CPU/s`)
      }
      const losses = member.stderr.match(/reconnecting/g)?.length ?? 0
      console.log(`RESULT\t${runtime}\t${losses} losses`)
      t.is(losses, 0)
    }
  )
}

function costs(
  pid: number,
  { sent, received }: { sent: { bytes: number }; received: { bytes: number } }
): { bytes: number; cpuMs: number } {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const ticks = Number(fields[11]) + Number(fields[12])
  return { bytes: sent.bytes + received.bytes, cpuMs: ticks * TICK_MS }
}
