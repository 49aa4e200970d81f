import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import fs from '#fs'
import path from '#path'
import { ChatError } from '../../../shared/base/errors.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { testKey } from '../../helpers/keys.ts'
import { encodeEvent } from '../../../shared/room/events.ts'
import { EventLog } from '../../../shared/log/event-log.ts'
import type { Frame, LoggedEvent } from '../../../shared/log/log.ts'
import { Transcript, type TranscriptOptions } from '../../../shared/log/transcript.ts'
import { TestClock } from '../../helpers/test-clock.ts'
import { failCall, replaceCall } from '../../helpers/file-system.ts'
import { refusalOf } from '../../helpers/refusal.ts'

const AUTHOR = testKey('ab')

test('appended events are there after reopening, in order', async (t) => {
  const folder = path.join(await t.tmp(), 'transcript')
  const first = open({ folder })
  const { id } = first
  await append(first, 1, 5)
  await first.close()
  const second = open({ folder })
  t.is(second.id, id)
  t.is(second.lastSeq, 5)
  t.is(second.firstSeq, 1)
  await append(second, 6, 8)
  t.alike(numbers(second.read(0, 1e6)), range(1, 8))
  await second.close()
})

test('an event is in the file before anybody sees it, and events of one moment are written as a group', async (t) => {
  const folder = await t.tmp()
  const transcript = open({ folder })
  const groups: number[] = []
  transcript.onWritten = (events) => {
    groups.push(events.length)
    const lines = linesOf(folder)
    t.is(lines.length, transcript.lastSeq)
    t.is(lines.at(-1), b4a.toString(events.at(-1)?.frame ?? b4a.alloc(0)))
  }
  for (let count = 1; count <= 100; count++) transcript.append(event)
  t.is(transcript.lastSeq, 0, 'nothing is released while it is being made')
  await transcript.close()
  t.is(transcript.lastSeq, 100)
  t.ok(groups.length < 5, `${groups.length} writes`)
})

test('a line torn at any byte is cut off, and nothing before it', async (t) => {
  const whole = await t.tmp()
  const transcript = open({ folder: whole })
  await append(transcript, 1, 3)
  await transcript.close()
  const bytes = fs.readFileSync(fileIn(whole))
  const ends = Array.from(bytes.keys()).filter((index) => bytes[index] === 0x0a)
  for (let length = 0; length <= bytes.length; length++) {
    const folder = path.join(whole, `cut-${length}`)
    fs.mkdirSync(folder)
    fs.writeFileSync(fileIn(folder), bytes.subarray(0, length))
    const cut = open({ folder })
    const kept = ends.filter((end) => end < length).length
    if (cut.lastSeq !== kept) t.fail(`cut to ${length}: ${cut.lastSeq}, not ${kept}`)
    await append(cut, kept + 1, kept + 1)
    await cut.close()
    const lines = linesOf(folder).map((line) => (JSON.parse(line) as { seq: number }).seq)
    if (lines.join() !== range(1, kept + 1).join()) t.fail(`cut to ${length}: ${lines.join()}`)
  }
  t.pass(`${bytes.length} lengths`)
})

test('zero bytes at the end, as left by a power cut, are cut off', async (t) => {
  const folder = await t.tmp()
  const transcript = open({ folder })
  await append(transcript, 1, 3)
  await transcript.close()
  fs.appendFileSync(fileIn(folder), b4a.alloc(5000))
  const again = open({ folder })
  t.is(again.lastSeq, 3)
  await append(again, 4, 4)
  await again.close()
  t.is(linesOf(folder).length, 4)
})

test('a full file is followed by another, and reading can start at any number', async (t) => {
  const folder = await t.tmp()
  const transcript = open({ folder, maxFileBytes: 2000 })
  for (let seq = 1; seq <= 60; seq++) await append(transcript, seq, seq)
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.ndjson'))
  t.ok(names.length > 3, `${names.length} files`)
  await transcript.close()

  const again = open({ folder, maxFileBytes: 2000 })
  t.is(again.lastSeq, 60)
  for (let after = 0; after <= 60; after++) {
    const seqs: number[] = []
    for (let last = after; last < 60; last = seqs.at(-1) ?? 60) {
      seqs.push(...numbers(again.read(last, 500)))
    }
    t.alike(seqs, range(after + 1, 60))
  }
  await again.close()
})

test('the oldest files may be removed', async (t) => {
  const folder = await t.tmp()
  const transcript = open({ folder, maxFileBytes: 2000 })
  for (let seq = 1; seq <= 60; seq++) await append(transcript, seq, seq)
  await transcript.close()
  fs.rmSync(fileIn(folder))
  const again = open({ folder })
  t.ok(again.firstSeq > 1)
  t.is(numbers(again.read(0, 200))[0], again.firstSeq)
  await again.close()
})

test('a large file is read from its end, or found by bisection in its middle', async (t) => {
  const folder = await t.tmp()
  const count = 20_000
  const lines = range(1, count).map((seq) => b4a.toString(event(seq)))
  fs.writeFileSync(fileIn(folder), `${lines.join('\n')}\n`)
  const transcript = open({ folder })
  t.is(transcript.lastSeq, count)
  t.is(transcript.firstSeq, 1)
  for (const seq of [1, 2, 777, 9_999, 15_000, 18_999, count]) {
    t.is(numbers(transcript.read(seq - 1, 500))[0], seq)
  }
  await transcript.close()
})

test('after a failed write the room continues in memory with the same numbering', async (t) => {
  const folder = await t.tmp()
  const log = open({ folder })
  await append(log, 1, 3)
  const undo = failCall(t, 'write', 'EIO')
  const failures: unknown[] = []
  log.onFailed = (cause) => failures.push(cause)
  await append(log, 4, 6)
  undo()
  await append(log, 7, 8)
  t.is(failures.length, 1)
  t.is(log.state, 'failed')
  t.alike(numbers(log.read(0, 1e6)), range(1, 8), 'nothing is lost as long as it runs')
  await log.close()
  t.is(linesOf(folder).length, 3)

  const again = open({ folder })
  t.is(again.lastSeq, 3)
  t.not(again.id, log.id, 'a number from before means nothing any more')
  await again.close()
})

test('once there is space again, a disk that was full gets all it has missed, once', async (t) => {
  const folder = await t.tmp()
  const clock = new TestClock()
  const log = open({ folder }, clock)
  const told: string[] = []
  log.onFailed = () => told.push('failed')
  const kept = new Promise<void>((resolve) => {
    log.onKept = () => {
      told.push('kept')
      resolve()
    }
  })
  await append(log, 1, 3)
  const undo = fillDisk(t)
  await append(log, 4, 6)
  await clock.pass(LIMITS.unkeptRetryMs)
  await append(log, 7, 8)
  t.is(linesOf(folder).length, 3, 'a part that was taken is removed')
  t.absent(fs.existsSync(path.join(folder, 'id')), 'a crash now would make its numbers invalid')
  t.alike([log.state, told], ['failed', ['failed']])
  undo()
  await append(log, 9, 9)
  await clock.pass(LIMITS.unkeptRetryMs)
  await kept
  t.alike([log.state, told], ['kept', ['failed', 'kept']])
  await append(log, 10, 10)
  t.is(clock.waiting, 0)
  await log.close()
  t.alike(
    linesOf(folder),
    range(1, 10).map((seq) => b4a.toString(event(seq)))
  )
  const again = open({ folder })
  t.alike([again.id, again.lastSeq], [log.id, 10])
  await again.close()
})

test('the end is the last occasion to write what waits for space, of which there is a limit', async (t) => {
  for (const count of [3, 2 + LIMITS.unkeptBytes / 1024 / 1024]) {
    const folder = await t.tmp()
    const log = open({ folder })
    await append(log, 1, 1)
    const undo = fillDisk(t)
    for (let seq = 2; seq <= count; seq++) log.append(count === 3 ? event : long)
    await log.written()
    undo()
    await log.close()
    t.is(linesOf(folder).length, count === 3 ? 3 : 1)
    t.is(fs.existsSync(path.join(folder, 'id')), count === 3)
  }
})

test('a failed sync and a removed file are noticed, too', async (t) => {
  const [removed, unsynced] = [await t.tmp(), await t.tmp()]
  const log = open({ folder: removed })
  await append(log, 1, 1)
  fs.rmSync(fileIn(removed))
  await new Promise((resolve) => (log.onFailed = resolve))
  t.is(log.state, 'failed')
  await log.close()

  const other = open({ folder: unsynced })
  await append(other, 1, 1)
  const failure = new Error('EIO')
  const undo = replaceCall(t, 'fsync', (_: number, done: (cause: Error) => void) => done(failure))
  t.is(await new Promise((resolve) => (other.onFailed = resolve)), failure)
  undo()
  await other.close()
})

test('a file that does not end in events is left alone and named', async (t) => {
  const events = range(1, 3).map((seq) => `${b4a.toString(event(seq))}\n`)
  const whole = events.join('')
  const strange: Record<string, string> = {
    'Windows line ends': whole.replaceAll('\n', '\r\n'),
    compressed: '\u001f\u008b\b\0\0\n\0\u0003',
    'compressed, without a line end': '\u001f\u008b\b\0\0\0\0\u0003',
    'lines of another program': `${whole}${'2026-01-01 12:00 anna: hello\n'.repeat(5000)}`,
    'another text behind': `${whole}the end`,
    'a byte order mark': `\ufeff${whole.slice(0, 20)}`,
    'an event of which only the end is there': `${whole}name":"anna"}`,
    'an empty line at its end': `${whole}\n`,
    'the events of another file': whole
  }
  for (const [what, content] of Object.entries(strange)) {
    const folder = await t.tmp()
    const file = path.join(folder, what === 'the events of another file' ? NINTH : FIRST)
    fs.writeFileSync(file, content)
    const refusal = refusalOf(() => open({ folder }))
    t.is(refusal?.code, 'TRANSCRIPT_FAILED', what)
    t.ok(refusal?.message.includes(file), refusal?.message)
    t.alike(fs.readFileSync(file), b4a.from(content), 'unchanged')
  }
})

test('lines in the middle that are not events are skipped', async (t) => {
  const folder = await t.tmp()
  const lines = range(1, 2000).flatMap((seq) => [b4a.toString(event(seq)), `note ${seq}`, ''])
  fs.writeFileSync(fileIn(folder), `${lines.join('\n')}${b4a.toString(event(2001))}\n`)
  const log = open({ folder })
  t.is(log.lastSeq, 2001)
  for (const after of [0, 700, 1500]) t.is(numbers(log.read(after, 100))[0], after + 1)
  t.alike(allBackwards(log), range(1, 2001))
  await log.close()
})

test('events are read backwards in slices, across files and memory', async (t) => {
  const folder = await t.tmp()
  const log = open({ folder, maxFileBytes: 50_000 })
  for (let to = 100; to <= 5000; to += 100) await append(log, to - 99, to)
  const slices = [...log.readBackwards()]
  t.ok(slices.length > 10, `${slices.length} slices`)
  t.alike(slices.reverse().flatMap(numbers), range(1, 5000))
  await log.close()
})

test('the oldest files are removed beyond the size that is kept', async (t) => {
  const folder = await t.tmp()
  const keepBytes = 40_000
  const log = open({ folder, keepBytes })
  for (let to = 10; to <= 3000; to += 10) {
    await append(log, to - 9, to)
    const sizes = files(folder).map((name) => fs.statSync(path.join(folder, name)).size)
    const total = sizes.reduce((sum, size) => sum + size, 0)
    if (total > keepBytes + 2000) t.fail(`${total} bytes at ${to}`)
  }
  t.ok(log.firstSeq > 1)
  t.is(numbers(log.read(0, 1))[0], log.firstSeq)
  await log.close()
  t.ok(files(folder).length > 2)
  const smaller = open({ folder, keepBytes: 20_000 })
  t.ok(smaller.firstSeq > log.firstSeq, 'also when it is opened')
  t.is(smaller.lastSeq, 3000)
  await smaller.close()
})

test('a file removed while the room is open leaves a gap, and the room continues', async (t) => {
  const folder = await t.tmp()
  const log = open({ folder, maxFileBytes: 100_000 })
  for (let to = 1000; to <= 10_000; to += 1000) await append(log, to - 999, to)
  const [oldest = '', second = '', third = ''] = files(folder)
  fs.rmSync(path.join(folder, oldest))
  fs.rmSync(path.join(folder, second))
  t.is(numbers(log.read(0, 500))[0], Number(third.slice(0, 12)))
  t.is(log.firstSeq, Number(third.slice(0, 12)))
  t.is(allBackwards(log)[0], log.firstSeq)
  await log.close()
})

test('an unusable folder is a clear error', async (t) => {
  const file = path.join(await t.tmp(), 'file')
  fs.writeFileSync(file, '')
  try {
    Transcript.open({ folder: path.join(file, 'transcript') })
    t.fail('opened')
  } catch (error) {
    t.ok(error instanceof ChatError && error.code === 'TRANSCRIPT_FAILED')
  }
})

test('other users of the machine cannot read it', async (t) => {
  const folder = path.join(await t.tmp(), 'transcript')
  await open({ folder }).close()
  t.is(fs.statSync(folder).mode & 0o777, 0o700)
  t.is(fs.statSync(fileIn(folder)).mode & 0o777, 0o600)
})

/** A disk that takes the first bytes of a write, and then no more. */
function fillDisk(t: Assertions): () => void {
  const write = fs.write as (...all: unknown[]) => void
  const full = Object.assign(new Error('full'), { code: 'ENOSPC' })
  let isFull = false
  return replaceCall(t, 'write', (fd: number, bytes: Uint8Array, ...rest: unknown[]) => {
    if (isFull) throw full
    isFull = true
    write(fd, bytes, 0, 10, ...rest.slice(2))
  })
}

/** A MiB. */
function long(seq: number): Frame {
  return b4a.from(JSON.stringify({ seq, text: 'x'.repeat(1024 * 1024) }))
}

function open(options: TranscriptOptions, clock?: TestClock): EventLog {
  return new EventLog(Transcript.open(options), undefined, clock)
}

function event(seq: number): Frame {
  const name = `näme${seq}`
  return encodeEvent(seq, 1, { type: 'join', author: AUTHOR, name, isPlain: false })
}

/** Appends events until `to`, and resolves when that can be seen. */
function append(log: EventLog, from: number, to: number): Promise<void> {
  return new Promise((resolve) => {
    log.onWritten = () => {
      if (log.lastSeq === to) resolve()
    }
    for (let seq = from; seq <= to; seq++) log.append(event)
  })
}

function numbers(events: LoggedEvent[]): number[] {
  return events.map(({ seq, frame }) => {
    const inFrame = (JSON.parse(b4a.toString(frame)) as { seq: number }).seq
    return inFrame === seq ? seq : NaN
  })
}

/** The numbers of all events that reading backwards gives, oldest first. */
function allBackwards(log: EventLog): number[] {
  return [...log.readBackwards()].reverse().flatMap(numbers)
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

const FIRST = '000000000001.ndjson'
const NINTH = '000000000009.ndjson'

function fileIn(folder: string): string {
  return path.join(folder, FIRST)
}

function files(folder: string): string[] {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.ndjson'))
  return names.sort()
}

function linesOf(folder: string): string[] {
  const lines = fs.readFileSync(fileIn(folder), 'utf8').split('\n')
  return lines.filter((line) => line !== '')
}
