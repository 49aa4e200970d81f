import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { HeardFile } from '../../client-app/heard-file.ts'
import { timeOfDay } from '../../shared/base/clock.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { failCall } from '../helpers/file-system.ts'

const ROOM = 'ab'.repeat(32)
const ANNA = 'cd'.repeat(32)

test('what was heard is known the next time, in that room', async (t) => {
  const folder = await t.tmp()
  const first = open(folder)
  first.heard.posts.add({ author: ANNA, id: idOf(1), signedAt: timeOfDay() })
  first.heard.whispers.add({ author: ANNA, id: idOf(2), signedAt: timeOfDay() })
  t.absent(fs.existsSync(path.join(folder, 'heard')), 'a moment later')
  first.heard.close()

  const { heard, problems } = open(folder)
  t.is(heard.posts.when(ANNA, idOf(1)), 'before')
  t.is(heard.whispers.when(ANNA, idOf(1)), null)
  t.is(heard.whispers.when(ANNA, idOf(2)), 'before')
  heard.close()
  t.is(linesOf(folder).length, 2, 'nothing new')
  t.is(open(folder, 'ef'.repeat(32)).heard.posts.when(ANNA, idOf(1)), null)
  t.alike([...first.problems, ...problems], [])
})

test('of each kind the newest are kept, and those that are refused anyway are not', async (t) => {
  const folder = await t.tmp()
  const old = timeOfDay() - LIMITS.signedAgoMs - 1000
  const lines = [
    ...range(0, 2000).map((id) => `post ${old} ${ANNA} ${idOf(id)}`),
    `whisper ${timeOfDay()} ${ANNA} ${idOf(1)}`,
    'what is this?',
    ...range(2000, 2001 + LIMITS.rememberedPosts).map(
      (id) => `post ${timeOfDay()} ${ANNA} ${idOf(id)}`
    )
  ]
  write(folder, lines)
  const { heard } = open(folder)
  t.is(heard.posts.when(ANNA, idOf(0)), null)
  t.is(heard.posts.when(ANNA, idOf(2000)), null)
  t.is(heard.posts.when(ANNA, idOf(2001)), 'before')
  t.is(heard.whispers.when(ANNA, idOf(1)), 'before')
  t.is(linesOf(folder).length, LIMITS.rememberedPosts + 1)
})

test('the file does not grow for ever while a chat runs', async (t) => {
  const folder = await t.tmp()
  const { heard, problems } = open(folder)
  const most = 4 * LIMITS.rememberedPosts
  for (let id = 0; id < most + 10; id++) {
    heard.posts.add({ author: ANNA, id: idOf(id), signedAt: timeOfDay() })
    if (id % 5000 === 0) heard.close()
  }
  heard.close()
  t.ok(linesOf(folder).length < 2 * LIMITS.rememberedPosts, String(linesOf(folder).length))
  t.alike(problems, [])
})

test('where it cannot be read or written, that is told once and the chat goes on', async (t) => {
  const unreadable = await t.tmp()
  fs.mkdirSync(path.join(unreadable, 'heard', ROOM), { recursive: true })
  const { heard, problems } = open(unreadable)
  heard.posts.add({ author: ANNA, id: idOf(1), signedAt: timeOfDay() })
  heard.close()
  t.is(problems.length, 1)
  t.ok(problems[0]?.includes('folder'), problems[0])

  const full = open(await t.tmp())
  failCall(t, 'writeSync', 'ENOSPC')
  for (const id of [1, 2]) {
    full.heard.posts.add({ author: ANNA, id: idOf(id), signedAt: timeOfDay() })
    full.heard.close()
  }
  t.is(full.problems.length, 1)
  t.ok(full.problems[0]?.includes('the disk is full'), full.problems[0])
})

test('without a folder nothing is kept', (t) => {
  const { heard, problems } = open(null)
  heard.posts.add({ author: ANNA, id: idOf(1), signedAt: 1 })
  heard.close()
  t.is(heard.posts.when(ANNA, idOf(1)), 'now')
  t.alike(problems, [])
})

function open(folder: string | null, room = ROOM): { heard: HeardFile; problems: string[] } {
  const problems: string[] = []
  const heard = new HeardFile({ folder, room, onProblem: (text) => problems.push(text) })
  return { heard, problems }
}

function write(folder: string, lines: string[]): void {
  fs.mkdirSync(path.join(folder, 'heard'))
  fs.writeFileSync(path.join(folder, 'heard', ROOM), lines.map((line) => `${line}\n`).join(''))
}

function linesOf(folder: string): string[] {
  const text = String(fs.readFileSync(path.join(folder, 'heard', ROOM)))
  return text.split('\n').filter((line) => line !== '')
}

function idOf(number: number): string {
  return number.toString(16).padStart(32, '0')
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}
