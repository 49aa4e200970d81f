// `npm run soak -- [rounds] [seed]`: kills and suspends a room's host and members at random, and prints what is left.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import createTestnet from 'hyperdht/testnet.js'
import { bootstrapOf } from '../helpers/private-dht.ts'
import { storm } from './storm.ts'

const NODES = 10
const [rounds = '1000', seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv.slice(2)
const teardowns: (() => unknown)[] = []
const t = { teardown: (task: () => unknown) => void teardowns.push(task) }

const testnet = await createTestnet(NODES, { host: '127.0.0.1' })
const storage = fs.mkdtempSync(path.join(os.tmpdir(), 'hyperdht-chat-soak-'))
console.log(`seed ${seed}, ${rounds} rounds, in ${storage}`)
const place = { t, bootstrap: bootstrapOf(testnet), storage }
const onRound = (round: number, what: string): void => console.log(`${round}: ${what}`)
const tally = await storm({ place, seed: Number(seed), rounds: Number(rounds), onRound })
for (const teardown of teardowns.reverse()) await teardown()
await testnet.destroy()
const { lines, owed, faults } = tally
console.log(
  `seed ${seed}: ${rounds} rounds, ${lines} lines, ${owed} of them in the outbox of a killed member`
)
for (const fault of faults) console.error(fault)
if (faults.length === 0) fs.rmSync(storage, { recursive: true })
process.exitCode = faults.length === 0 ? 0 : 1
