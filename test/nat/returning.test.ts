// What a member knows from before makes it connect sooner than a plain peer, and without the bootstrap nodes.
// `node test/nat/returning.test.js 10` measures: that many of each.
import test, { type Assertions } from 'brittle'
import { start } from '../helpers/apps.ts'
import { args } from '../../shared/app/runtime.ts'
import { inLab } from './available.ts'
import { NAMED_BOOTSTRAP } from './dht.ts'
import type { LabHost } from './host.ts'
import { createLab } from './lab.ts'

const TIMED_PEER = 'test/nat/timed-peer.js'
const TIMES = Number(args[0] ?? 3)
/** 100 ms between two hosts. */
const LINK = { delayMs: 25 }
/** Measured: half of a plain peer's time; here beside other tests. */
const MOST = TIMES > 3 ? 0.65 : 0.8
for (const kind of ['consistent', 'open'] as const) {
  test(`a returning member is sooner than a plain peer: ${kind}`, inLab(), async (t) => {
    const { hosts, dht } = await createLab(t, { anna: kind, ben: kind }, LINK)
    const key = await listen(hosts.anna)
    const first = await timeOf(hosts.ben, 'member', key)
    const [plain, returning] = [[], []] as [number[], number[]]
    for (let time = 0; time < TIMES; time++) {
      plain.push(await timeOf(hosts.ben, 'plain', key))
      returning.push(await timeOf(hosts.ben, 'member', key))
    }
    const ratio = median(returning) / median(plain)
    t.comment(`first ${first}, plain ${plain.join(' ')}, returning ${returning.join(' ')} ms`)
    t.comment(`${median(returning)} of ${median(plain)} ms: ${ratio.toFixed(2)}`)
    t.ok(ratio < MOST)

    await dht.stopBootstrapNodes()
    const alone = await timeOf(hosts.ben, 'member', key)
    t.comment(`${alone} ms without the bootstrap nodes`)
    t.ok(alone < 5000, 'it does not need the bootstrap nodes')
  })
}

async function listen(place: LabHost): Promise<string> {
  const { t, storage, under } = place
  const host = start({ t, storage, under, bootstrap: NAMED_BOOTSTRAP }, [TIMED_PEER, 'host'])
  const [, key = ''] = await host.printed(/listening on: (\w+)\n/)
  return key
}

async function timeOf(place: LabHost, role: 'plain' | 'member', key: string): Promise<number> {
  const { t, storage, under } = place
  const peer = start({ t, storage, under, bootstrap: NAMED_BOOTSTRAP }, [TIMED_PEER, role, key])
  const [, ms] = await peer.printed(/^(\d+) ms\n/m)
  await ended(t, peer.exited)
  return Number(ms)
}

async function ended(t: Assertions, exited: Promise<number>): Promise<void> {
  t.is(await exited, 0)
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN
}
