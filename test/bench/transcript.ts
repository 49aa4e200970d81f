// What a long history costs: opening the transcript of a hundred events and of a million, and reading what
// who joins is shown. `node test/bench/transcript.js`
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { encodeEvent } from '../../shared/room/events.ts'
import { Transcript } from '../../server-app/log/transcript.ts'
import { median } from './statistics.ts'

const COUNTS = [100, 1_000_000] as const
const ROUNDS = 15
const AUTHOR = 'ab'.repeat(32)

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hyperdht-chat-transcript-'))
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }))

const samples = COUNTS.map((count) => ({ count, open: [] as number[], join: [] as number[] }))
for (const { count } of samples) await write(count)
for (let round = 0; round < ROUNDS; round++) {
  for (const { count, open, join } of samples) {
    const started = performance.now()
    const transcript = Transcript.open({ folder: path.join(folder, String(count)) })
    open.push(performance.now() - started)
    const read = performance.now()
    const frames = await transcript.read(count - 50, 1024 * 1024)
    join.push(performance.now() - read)
    if (frames.length !== 50) throw new Error(`${frames.length} events`)
    await transcript.close()
  }
}
process.stdout.write('events   open ms  last 50 ms\n')
for (const { count, open, join } of samples) {
  const times = [median(open), median(join)].map((ms) => ms.toFixed(2).padStart(8))
  process.stdout.write(`${String(count).padEnd(8)}${times.join('    ')}\n`)
}

function write(count: number): Promise<void> {
  const transcript = Transcript.open({ folder: path.join(folder, String(count)) })
  return new Promise((resolve, reject) => {
    let next = 1
    const append = (): void => {
      for (let some = 0; some < 5000 && next <= count; some++, next++) {
        const post = { id: '0'.repeat(32), text: `post number ${next}`, signature: 'cd'.repeat(64) }
        const author = { author: AUTHOR, name: 'anna' }
        transcript.append(encodeEvent(next, Date.now(), { type: 'post', ...author, ...post }))
      }
    }
    transcript.onFailed = reject
    transcript.onWritten = () => {
      if (transcript.lastSeq === count) transcript.close().then(resolve, reject)
      else if (transcript.lastSeq === next - 1) append()
    }
    append()
  })
}
