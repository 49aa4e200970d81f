import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { HeardFile } from '../../../client-app/memory/heard-file.ts'
import { CLOCK, timeOfDay, type Clock } from '../../../shared/base/clock.ts'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { failCall } from '../../helpers/file-system.ts'
import { TestClock } from '../../helpers/test-clock.ts'

const ROOM = testKey('ab')
const ANNA = testKey('cd')
const [LOG, OTHER] = ['0123456789abcdef', 'fedcba9876543210']
const PLACE = { position: { log: LOG, seq: 7 }, signedFrom: 5 }

test('received posts are recognised after a restart, in the same room', async (t) => {
  const folder = await t.tmp()
  const first = open(folder)
  first.heard.posts.add({ author: ANNA, id: idOf(1), signedAt: timeOfDay() })
  first.heard.whispers.add({ author: ANNA, id: idOf(2), signedAt: timeOfDay() })
  first.heard.close()
  t.absent(fs.existsSync(path.join(folder, 'heard')), 'not before our output has it')
  const onWritten = first.heard.reached(PLACE)
  first.heard.posts.add({ author: ANNA, id: idOf(3), signedAt: timeOfDay() })
  onWritten()
  t.absent(fs.existsSync(path.join(folder, 'heard')), 'a moment later')
  first.heard.close()

  const { heard, problems } = open(folder)
  t.is(heard.posts.when(ANNA, idOf(1)), 'before')
  t.is(heard.whispers.when(ANNA, idOf(1)), null)
  t.is(heard.whispers.when(ANNA, idOf(2)), 'before')
  t.is(heard.posts.when(ANNA, idOf(3)), null, 'it came after that')
  t.alike([heard.before?.position, heard.before?.signedFrom], [PLACE.position, PLACE.signedFrom])
  heard.close()
  t.is(linesOf(folder).length, 3, 'nothing new')
  t.is(open(folder, testKey('ef')).heard.posts.when(ANNA, idOf(1)), null)
  t.alike([...first.problems, ...problems], [])
})

test('the newest of each kind are kept, except those refused anyway', async (t) => {
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
  prepare(folder, lines)
  const { heard } = open(folder)
  t.is(heard.posts.when(ANNA, idOf(0)), null)
  t.is(heard.posts.when(ANNA, idOf(2000)), null)
  t.is(heard.posts.when(ANNA, idOf(2001)), 'before')
  t.is(heard.whispers.when(ANNA, idOf(1)), 'before')
  t.is(linesOf(folder).length, LIMITS.rememberedPosts + 1)
})

test('the file does not grow for ever during a chat', async (t) => {
  const folder = await t.tmp()
  const { heard, problems } = open(folder)
  const most = 4 * LIMITS.rememberedPosts
  for (let id = 0; id < most + 10; id++) {
    heard.posts.add({ author: ANNA, id: idOf(id), signedAt: timeOfDay() })
    if (id % 5000 === 0) write(heard)
  }
  write(heard)
  t.ok(linesOf(folder).length < 2 * LIMITS.rememberedPosts, String(linesOf(folder).length))
  t.alike(problems, [])
})

const PLACES: [name: string, lines: string[], place: string | null][] = [
  ['none', [], null],
  ['the last', [`read 5 ${LOG} 7 9`, `read 6 ${LOG} 8 10`], `6 ${LOG} 8 10`],
  [
    'of several processes the furthest',
    [`read 6 ${LOG} 8 10`, `read 5 ${LOG} 7 11`],
    `6 ${LOG} 8 10`
  ],
  [
    'in another log, which counts anew',
    [`read 6 ${LOG} 8 10`, `read 6 ${OTHER} 2 11`],
    `6 ${OTHER} 2 11`
  ],
  ['a torn line', [`read 6 ${LOG} 8 10`, `read 6 ${LOG} 9`], `6 ${LOG} 8 10`]
]

test('the read position is known after a restart', async (t) => {
  for (const [name, lines, place] of PLACES) {
    const folder = await t.tmp()
    prepare(folder, lines)
    const { before } = open(folder).heard
    const found = before && [before.signedFrom, before.position.log, before.position.seq, before.at]
    t.is(found?.join(' ') ?? null, place, name)
  }
})

test('ids are kept as long as missed posts may be that old', async (t) => {
  const folder = await t.tmp()
  const old = timeOfDay() - 9 * LIMITS.signedAgoMs
  prepare(folder, [`post ${old} ${ANNA} ${idOf(1)}`, `read ${old} ${LOG} 7 ${old}`])
  t.is(open(folder).heard.posts.when(ANNA, idOf(1)), 'before')
})

test('a file that cannot be read is reported once, and the chat continues', async (t) => {
  const unreadable = await t.tmp()
  fs.mkdirSync(path.join(unreadable, 'heard', ROOM), { recursive: true })
  const { heard, problems } = open(unreadable)
  heard.posts.add({ author: ANNA, id: idOf(1), signedAt: timeOfDay() })
  write(heard)
  t.is(problems.length, 1)
  t.ok(problems[0]?.includes('folder'), problems[0])
})

test('a full disk is reported once, and what was received meanwhile is saved once there is space', async (t) => {
  const [folder, clock] = [await t.tmp(), new TestClock()]
  const { heard, problems } = open(folder, ROOM, clock)
  const undo = failCall(t, 'writeSync', 'ENOSPC')
  for (const id of [1, 2]) {
    heard.posts.add({ author: ANNA, id: idOf(id), signedAt: timeOfDay() })
    heard.reached(PLACE)()
    await clock.pass(LIMITS.unkeptRetryMs)
  }
  t.is(problems.length, 1)
  t.ok(problems[0]?.includes('the disk is full'), problems[0])
  undo()
  await clock.pass(LIMITS.unkeptRetryMs)
  const later = open(folder).heard
  for (const id of [1, 2]) t.is(later.posts.when(ANNA, idOf(id)), 'before')
  t.is(clock.waiting, 0)
})

test('what a full disk has kept back is tried once more at the end', async (t) => {
  const folder = await t.tmp()
  const { heard } = open(folder)
  const undo = failCall(t, 'writeSync', 'ENOSPC')
  heard.posts.add({ author: ANNA, id: idOf(1), signedAt: timeOfDay() })
  write(heard)
  undo()
  heard.close()
  t.is(open(folder).heard.posts.when(ANNA, idOf(1)), 'before')
})

test('what is known stays known when the file cannot be shortened', async (t) => {
  const folder = await t.tmp()
  const lines = range(0, 3000).map(() => `post ${timeOfDay()} ${ANNA} ${idOf(1)}`)
  prepare(folder, [...lines, ...range(0, 2000).map(() => 'obsolete')])
  failCall(t, 'writeSync', 'ENOSPC')
  const { heard, problems } = open(folder, ROOM, new TestClock())
  t.is(heard.posts.when(ANNA, idOf(1)), 'before')
  t.is(problems.length, 1)
})

test('without a folder nothing is kept', (t) => {
  const { heard, problems } = open(null)
  heard.posts.add({ author: ANNA, id: idOf(1), signedAt: 1 })
  write(heard)
  t.is(heard.posts.when(ANNA, idOf(1)), 'now')
  t.alike(problems, [])
})

function open(
  folder: string | null,
  room = ROOM,
  clock: Clock = CLOCK
): { heard: HeardFile; problems: string[] } {
  const problems: string[] = []
  const heard = new HeardFile({ folder, room, onProblem: (text) => problems.push(text), clock })
  return { heard, problems }
}

function write(heard: HeardFile): void {
  heard.reached(PLACE)()
  heard.close()
}

function prepare(folder: string, lines: string[]): void {
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
