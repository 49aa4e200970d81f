import test, { type Assertions } from 'brittle'
import fs from '#fs'
import path from '#path'
import { OwnTranscript } from '../../../client-app/memory/own-transcript.ts'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import type { PostEvent, RoomEvent } from '../../../shared/room/events.ts'
import { failCall } from '../../helpers/file-system.ts'

const ROOM = testKey('ab')
const AUTHOR = testKey('cd')
const [LOG, OTHER] = ['0123456789abcdef', 'fedcba9876543210']

test('seen events are found again by their numbers, now and after a restart', async (t) => {
  const folder = await t.tmp()
  const { own, problems } = open(folder)
  const events: RoomEvent[] = [
    post(41, 'one'),
    { seq: 43, time: 43, author: AUTHOR, name: 'anna', type: 'leave', reason: 'left' },
    post(44, 'two')
  ]
  for (const event of events) own.add(event, LOG)
  t.alike(await own.past.find(9, () => true), [post(41, 'one'), post(44, 'two')])
  await own.close()
  release(folder)
  const again = open(folder)
  again.own.add(post(45, 'three'), LOG)
  t.alike(await textsOf(again.own), ['one', 'two', 'three'])
  t.alike(await again.own.past.find(1, (text) => text.startsWith('t')), [post(45, 'three')])
  t.alike([...problems, ...again.problems], [])
})

test('events repeated after a crash are kept once, and a host may restart its numbers', async (t) => {
  const folder = await t.tmp()
  const { own } = open(folder)
  for (const seq of [1, 2, 3]) own.add(post(seq, `${seq}`), LOG)
  await own.past.find(1, () => true)
  release(folder)
  const { own: next } = open(folder)
  for (const seq of [2, 3, 4, 4]) next.add(post(seq, `${seq}`), LOG)
  for (const seq of [1, 2]) next.add(post(seq, `other ${seq}`), OTHER)
  t.alike(await textsOf(next), ['1', '2', '3', '4', 'other 1', 'other 2'])
})

test('without a file the newest events are kept in memory', async (t) => {
  const { own } = open(null)
  const most = LIMITS.rememberedPosts
  for (let seq = 1; seq <= most + 3; seq++) own.add(post(seq, 'x'), LOG)
  const found = await own.past.find(Infinity, () => true)
  t.is(found.length, most)
  t.is(found[0]?.seq, 4)
  const long = 'x'.repeat(LIMITS.textBytes)
  for (let seq = most + 4; seq < most + 3000; seq++) own.add(post(seq, long), LOG)
  const bytes = (await own.past.find(Infinity, () => true)).length * LIMITS.textBytes
  t.ok(bytes <= LIMITS.keptBytes && bytes > LIMITS.keptBytes / 2, `${bytes} bytes`)
})

test('a damaged or unwritable file is reported and left alone', async (t) => {
  const damaged = await t.tmp()
  const file = path.join(damaged, 'transcript', ROOM, '000000000001.ndjson')
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, 'what is this?\n')
  const { own, problems } = open(damaged)
  own.add(post(1, 'seen'), LOG)
  t.alike(await textsOf(own), ['seen'], 'in memory')
  t.is(problems.length, 1)
  t.ok(/not kept on disk: .*not an event/.test(problems[0] ?? ''), problems[0])
  t.is(String(fs.readFileSync(file)), 'what is this?\n')

  const full = open(await t.tmp())
  full.own.add(post(1, 'before'), LOG)
  await full.own.past.find(1, () => true)
  failWrites(t)
  for (const seq of [2, 3]) {
    full.own.add(post(seq, `${seq}`), LOG)
    await full.own.past.find(1, () => true)
  }
  t.alike(await textsOf(full.own), ['before', '2', '3'])
  t.is(full.problems.length, 1)
  t.ok(/not kept on disk: the disk is full/.test(full.problems[0] ?? ''), full.problems[0])
})

test('only one process writes the copy', async (t) => {
  const folder = await t.tmp()
  const { own } = open(folder)
  const other = open(folder)
  own.add(post(1, 'once'), LOG)
  other.own.add(post(1, 'once'), LOG)
  t.alike(await textsOf(own), ['once'])
  t.alike(await textsOf(other.own), ['once'], 'from memory')
  t.alike(other.problems, [])
  release(folder)
  t.alike(await textsOf(open(folder).own), ['once'])
})

function failWrites(t: Assertions): void {
  failCall(t, 'write', 'ENOSPC')
}

function open(folder: string | null): { own: OwnTranscript; problems: string[] } {
  const problems: string[] = []
  const own = new OwnTranscript({ folder, room: ROOM, onProblem: (text) => problems.push(text) })
  return { own, problems }
}

/** As if the process that holds the lock had ended. */
function release(folder: string): void {
  fs.rmSync(path.join(folder, 'transcript', ROOM, 'lock'))
}

async function textsOf(own: OwnTranscript): Promise<string[]> {
  return (await own.past.find(Infinity, () => true)).map(({ text }) => text)
}

function post(seq: number, text: string): PostEvent {
  const id = seq.toString(16).padStart(32, '0')
  return {
    seq,
    time: seq,
    author: AUTHOR,
    name: 'anna',
    type: 'post',
    id,
    text,
    signedAt: null,
    signature: null
  }
}
