// `npm run soak -- [rounds] [seed] [members]`: kills, suspends and cuts off a room's host and members at random, and
// judges what is left. SIGINT or SIGTERM to this process ends it after the round, and what was done is judged.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import test, { type Assertions } from 'brittle'
import { createPlace } from '../helpers/apps.ts'
import { whyNotAvailable } from '../nat/available.ts'
import type { LabHost } from '../nat/host.ts'
import { createLab } from '../nat/lab.ts'
import { storm } from './storm.ts'
import type { Site, Sites } from './storm-stage.ts'

const DAY_MS = 24 * 60 * 60 * 1000

const args = process.argv.slice(2)
const [rounds = '1000', seed = String(Math.floor(Math.random() * 2 ** 31)), members = '3'] = args

test('soak', { timeout: DAY_MS }, async (t) => {
  const storage = fs.mkdtempSync(path.join(os.tmpdir(), 'hyperdht-chat-soak-'))
  const sites = await sitesIn(t, storage)
  let isOver = false
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (isOver = true))
  let done = 0
  const onRound = (round: number, what: string): void => {
    done = round
    console.log(`${new Date().toISOString()} ${round}: ${what}`)
  }
  console.log(`seed ${seed}, ${members} members, ${rounds} rounds, in ${storage}, ${process.pid}`)
  const options = { sites, seed: Number(seed), rounds: Number(rounds) }
  const { lines, owed, faults } = await storm({ ...options, onRound, isOver: () => isOver })
  console.log(
    `seed ${seed}: ${done} rounds, ${lines} lines, ${owed} of them in the outbox of a killed member`
  )
  t.alike(faults, [])
  if (faults.length === 0) fs.rmSync(storage, { recursive: true })
})

/** Each member on a network of its own, half of them behind a NAT, where this machine can make such networks. */
async function sitesIn(t: Assertions, storage: string): Promise<Sites> {
  const names = Array.from({ length: Number(members) }, (_, index) => `m${index + 1}`)
  const whyNot = whyNotAvailable()
  if (whyNot !== null) {
    console.log(`No network is cut, which needs network namespaces: ${whyNot}`)
    const place = { ...(await createPlace(t)), storage }
    return { host: place, members: names.map(() => place) }
  }
  const plan = names.map((name, index) => [name, index % 2 === 0 ? 'open' : 'consistent'] as const)
  const { hosts } = await createLab(t, { host: 'consistent', ...Object.fromEntries(plan) })
  const [host, ...others] = Object.values(hosts).map(siteOf)
  if (!host) throw new Error('There is no host')
  return { host, members: others }

  function siteOf({ bootstrap, under, uplink }: LabHost): Site {
    return { t, bootstrap, under, uplink, storage }
  }
}
