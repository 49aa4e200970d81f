import test, { type Assertions } from 'brittle'
import fs from '#fs'
import path from '#path'
import { OutboxFile } from '../../../client-app/memory/outbox-file.ts'
import type { Said } from '../../../client-app/memory/said.ts'
import { CLOCK, type Clock } from '../../../shared/base/clock.ts'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { failCall } from '../../helpers/file-system.ts'
import { TestClock } from '../../helpers/test-clock.ts'
import { Program } from '../../helpers/program.ts'

const ROOM = testKey('ab')
const KEY = testKey('cd')
const HOLDER = 'test/helpers/outbox-holder.js'

test('unfinished texts are there at the next start, complete and in order', async (t) => {
  const folder = await t.tmp()
  const said: Said[] = [
    saidAs(1),
    { ...saidAs(2), text: 'two\nlines "quoted" — ⏎', after: { log: '0123456789abcdef', seq: 7 } },
    { ...saidAs(3), to: 'ben' },
    { ...saidAs(4), to: { key: KEY, name: 'ben', isPlain: false, isAway: false } },
    saidAs(5)
  ]
  const first = open(t, folder)
  for (const each of said) first.outbox.add(each)
  first.outbox.remove(idOf(1))
  first.outbox.remove(idOf(5))
  // A crash: nothing is closed.
  t.is(modeOf(fileOf(folder)), 0o600)
  const second = await after(t, folder, [])
  t.alike(second, said.slice(1, 4))
  t.alike(await after(t, folder, [idOf(2), idOf(3), idOf(4)]), said.slice(1, 4))
  t.alike(await after(t, folder, []), [])
  t.is(fs.statSync(fileOf(folder)).size, 0, 'nothing is left of it')
  t.alike(first.problems, [])
})

test('the recipient of a whisper is saved once it is known', async (t) => {
  const folder = await t.tmp()
  const { outbox } = open(t, folder)
  outbox.add({ ...saidAs(1), to: 'ben' })
  outbox.add({ ...saidAs(1), to: { key: KEY, name: 'ben', isPlain: false, isAway: false } })
  const [left] = await after(t, folder, [])
  t.alike(left?.to, { key: KEY, name: 'ben', isPlain: false, isAway: false })
})

test('a damaged file yields its intact lines', async (t) => {
  const whole = JSON.stringify(saidAs(9))
  const odd: [name: string, line: string][] = [
    ['torn', whole.slice(0, 40)],
    ['no id', JSON.stringify({ ...saidAs(1), id: 7 })],
    ['no text', JSON.stringify({ ...saidAs(1), text: '' })],
    ['a text that acts on terminals', JSON.stringify({ ...saidAs(1), text: 'a\u001b[2Jb' })],
    ['no time', JSON.stringify({ ...saidAs(1), typedAt: 'now' })],
    ['a reader without a key', JSON.stringify({ ...saidAs(1), to: { name: 'ben' } })],
    ['zeros', '\0\0\0'],
    ['an array', '[]']
  ]
  for (const [name, line] of odd) {
    const folder = await t.tmp()
    write(folder, `${line}\n${whole}\n${line}`)
    const { outbox, problems } = open(t, folder)
    t.alike(outbox.left, [saidAs(9)], name)
    t.alike(problems, [])
    outbox.add(saidAs(10))
    t.alike(await after(t, folder, []), [saidAs(9), saidAs(10)], `${name}: written on`)
  }
})

test('the file does not grow for ever while texts wait', async (t) => {
  const folder = await t.tmp()
  const { outbox } = open(t, folder)
  outbox.add(saidAs(0))
  for (let count = 1; count < 4 * LIMITS.waitingPosts; count++) {
    outbox.add(saidAs(count))
    outbox.remove(idOf(count))
  }
  const lines = String(fs.readFileSync(fileOf(folder))).split('\n').length
  t.ok(lines <= 2 * LIMITS.waitingPosts + 4, `${lines} lines`)
  t.alike(await after(t, folder, []), [saidAs(0)])
})

test('a full disk is reported once, and texts said meanwhile are saved once there is space', async (t) => {
  const folder = await t.tmp()
  const { outbox, problems } = open(t, folder)
  outbox.add(saidAs(1))
  const undo = failCall(t, 'writeSync', 'ENOSPC')
  for (const count of [2, 3]) outbox.add(saidAs(count))
  t.is(problems.length, 1)
  t.ok(/lost when this app ends: .*the disk is full/.test(problems[0] ?? ''), problems[0])
  t.is(outbox.isKept, false)
  undo()
  outbox.add(saidAs(4))
  t.is(outbox.isKept, true)
  t.alike(await after(t, folder, []), [1, 2, 3, 4].map(saidAs))
})

test('what a full disk has kept back is saved by itself once there is space, or at the end', async (t) => {
  const [folder, clock] = [await t.tmp(), new TestClock()]
  const { outbox } = open(t, folder, clock)
  const undo = failCall(t, 'writeSync', 'ENOSPC')
  outbox.add(saidAs(1))
  await clock.pass(LIMITS.unkeptRetryMs)
  t.is(outbox.isKept, false)
  undo()
  await clock.pass(LIMITS.unkeptRetryMs)
  t.is(outbox.isKept, true)
  t.alike(await after(t, folder, []), [saidAs(1)])
  t.is(clock.waiting, 0)

  const again = failCall(t, 'writeSync', 'ENOSPC')
  outbox.add(saidAs(2))
  again()
  outbox.close()
  t.alike(await after(t, folder, []), [saidAs(1), saidAs(2)])
})

test('an unusable folder is reported, and nothing is kept', async (t) => {
  const folder = await t.tmp()
  fs.mkdirSync(fileOf(folder), { recursive: true })
  const { outbox, problems } = open(t, folder)
  outbox.add(saidAs(1))
  t.is(outbox.isKept, false)
  t.is(problems.length, 1)
  t.ok(problems[0]?.includes('it is a folder'), problems[0])
  const none = open(t, null)
  none.outbox.add(saidAs(1))
  none.outbox.remove(idOf(1))
  none.outbox.close()
  t.is(none.outbox.isKept, false)
  t.alike(none.problems, [])
})

test('concurrent processes keep separate outboxes, and a later start takes over those of dead ones', async (t) => {
  const folder = await t.tmp()
  const one = hold(t, folder, '1')
  await one.said(/kept/)
  const other = hold(t, folder, '2')
  await other.said(/kept/)
  t.alike(open(t, folder).outbox.left, [], 'they are at work')
  for (const holder of [one, other]) {
    holder.kill('SIGKILL')
    await holder.exited
  }
  const { outbox } = open(t, folder)
  t.alike(outbox.left, [saidAs(1), saidAs(2)])
  t.absent(fs.existsSync(`${fileOf(folder)}.2`))
})

interface Opened {
  outbox: OutboxFile
  problems: string[]
}

function open(t: Assertions, folder: string | null, clock: Clock = CLOCK): Opened {
  const problems: string[] = []
  const outbox = new OutboxFile({
    folder,
    room: ROOM,
    onProblem: (text) => problems.push(text),
    clock
  })
  t.teardown(() => outbox.close())
  return { outbox, problems }
}

/** What another process finds in a copy of the file, and the same after it is done with some of it. */
async function after(t: Assertions, folder: string, done: string[]): Promise<Said[]> {
  const copy = await t.tmp()
  write(copy, String(fs.readFileSync(fileOf(folder))))
  const { outbox, problems } = open(t, copy)
  t.alike(problems, [])
  for (const id of done) outbox.remove(id)
  if (done.length > 0) fs.writeFileSync(fileOf(folder), fs.readFileSync(fileOf(copy)))
  outbox.close()
  return [...outbox.left]
}

function hold(t: Assertions, folder: string, id: string): Program {
  return new Program(t, [HOLDER, folder, ROOM, JSON.stringify(saidAs(Number(id)))])
}

function write(folder: string, text: string): void {
  fs.mkdirSync(path.join(folder, 'outbox'), { recursive: true })
  fs.writeFileSync(fileOf(folder), text)
}

function fileOf(folder: string): string {
  return path.join(folder, 'outbox', ROOM)
}

function modeOf(file: string): number {
  return fs.statSync(file).mode & 0o777
}

function saidAs(number: number): Said {
  return { id: idOf(number), typedAt: number, to: null, text: `text ${number}`, after: null }
}

function idOf(number: number): string {
  return number.toString(16).padStart(32, '0')
}
