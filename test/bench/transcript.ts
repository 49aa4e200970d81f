// The cost of a long history: opening a transcript of a hundred and of a million events, reading the history for a
// newcomer, and searching all of it, with the longest time that others have to wait meanwhile.
// `node test/bench/transcript.js`
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { testKey } from '../helpers/keys.ts'
import { encodeEvent } from '../../shared/room/events.ts'
import { searchPosts } from '../../shared/log/backwards.ts'
import { EventLog } from '../../shared/log/event-log.ts'
import { Transcript } from '../../shared/log/transcript.ts'
import { median } from './statistics.ts'

const COUNTS = [100, 1_000_000] as const
const ROUNDS = 15
const AUTHOR = testKey('ab')
const SIGNATURE = 'cd'.repeat(64)

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hyperdht-chat-transcript-'))
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }))

const samples = COUNTS.map((count) => ({ count, open: [] as number[], join: [] as number[] }))
for (const { count } of samples) await write(count)
for (let round = 0; round < ROUNDS; round++) {
  for (const { count, open, join } of samples) {
    const started = performance.now()
    const log = openLog(count)
    open.push(performance.now() - started)
    const read = performance.now()
    const events = log.read(count - 50, 1024 * 1024)
    join.push(performance.now() - read)
    if (events.length !== 50) throw new Error(`${events.length} events`)
    await log.close()
  }
}
process.stdout.write('events   open ms  last 50 ms  search ms  others wait ms\n')
for (const { count, open, join } of samples) {
  const { search, wait } = await searchAll(count)
  const times = [median(open), median(join), search, wait].map((ms) => ms.toFixed(2).padStart(8))
  process.stdout.write(`${String(count).padEnd(8)}${times.join('    ')}\n`)
}

async function searchAll(count: number): Promise<{ search: number; wait: number }> {
  const log = openLog(count)
  let [wait, turnAt, isOver] = [0, performance.now(), false]
  const turn = (): void => {
    wait = Math.max(wait, performance.now() - turnAt)
    turnAt = performance.now()
    if (!isOver) setImmediate(turn)
  }
  const started = performance.now()
  turn()
  await searchPosts(log, { count: 200, isWanted: (text) => text.includes('nowhere') }, () => null)
  isOver = true
  await log.close()
  return { search: performance.now() - started, wait }
}

function openLog(count: number): EventLog {
  return new EventLog(Transcript.open({ folder: path.join(folder, String(count)) }))
}

function write(count: number): Promise<void> {
  const log = openLog(count)
  return new Promise((resolve, reject) => {
    const append = (): void => {
      for (let some = 0; some < 5000 && log.givenSeq < count; some++) {
        log.append((seq) => {
          const text = `post number ${seq}`
          const post = { id: '0'.repeat(32), text, signedAt: Date.now(), signature: SIGNATURE }
          return encodeEvent(seq, Date.now(), {
            type: 'post',
            author: AUTHOR,
            name: 'anna',
            ...post
          })
        })
      }
    }
    log.onFailed = reject
    log.onWritten = () => {
      if (log.lastSeq === count) log.close().then(resolve, reject)
      else if (log.lastSeq === log.givenSeq) append()
    }
    append()
  })
}
