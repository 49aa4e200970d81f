import b4a from 'b4a'
import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { ChatError } from '../../../shared/base/errors.ts'
import { encodeEvent } from '../../../shared/room/events.ts'
import type { Frame } from '../../../server-app/log/log.ts'
import { Transcript } from '../../../server-app/log/transcript.ts'

const AUTHOR = 'ab'.repeat(32)

test('what was appended is there after opening it again, in order', async (t) => {
  const folder = path.join(await t.tmp(), 'transcript')
  const first = Transcript.open({ folder })
  const { id } = first
  await append(first, 1, 5)
  await first.close()
  const second = Transcript.open({ folder })
  t.is(second.id, id)
  t.is(second.lastSeq, 5)
  t.is(second.firstSeq, 1)
  await append(second, 6, 8)
  t.alike(texts(await second.read(0, 1e6)), range(1, 8))
  await second.close()
})

test('an event is in the file before anybody sees it, and those of one moment are one group', async (t) => {
  const folder = await t.tmp()
  const transcript = Transcript.open({ folder })
  const groups: number[] = []
  transcript.onWritten = (frames) => {
    groups.push(frames.length)
    const lines = linesOf(folder)
    t.is(lines.length, transcript.lastSeq)
    t.is(lines.at(-1), b4a.toString(frames.at(-1) ?? b4a.alloc(0)))
  }
  for (let seq = 1; seq <= 100; seq++) transcript.append(event(seq))
  t.is(transcript.lastSeq, 0, 'nothing is released while it is being made')
  await transcript.close()
  t.is(transcript.lastSeq, 100)
  t.ok(groups.length < 5, `${groups.length} writes`)
})

test('a line that is torn at any byte is cut off, and nothing before it', async (t) => {
  const whole = await t.tmp()
  const transcript = Transcript.open({ folder: whole })
  await append(transcript, 1, 3)
  await transcript.close()
  const bytes = fs.readFileSync(fileIn(whole))
  const ends = Array.from(bytes.keys()).filter((index) => bytes[index] === 0x0a)
  for (let length = 0; length <= bytes.length; length++) {
    const folder = path.join(whole, `cut-${length}`)
    fs.mkdirSync(folder)
    fs.writeFileSync(fileIn(folder), bytes.subarray(0, length))
    const cut = Transcript.open({ folder })
    const kept = ends.filter((end) => end < length).length
    if (cut.lastSeq !== kept) t.fail(`cut to ${length}: ${cut.lastSeq}, not ${kept}`)
    await append(cut, kept + 1, kept + 1)
    await cut.close()
    const lines = linesOf(folder).map((line) => (JSON.parse(line) as { seq: number }).seq)
    if (lines.join() !== range(1, kept + 1).join()) t.fail(`cut to ${length}: ${lines.join()}`)
  }
  t.pass(`${bytes.length} lengths`)
})

test('zero bytes at the end, as a power cut leaves them, are cut off', async (t) => {
  const folder = await t.tmp()
  const transcript = Transcript.open({ folder })
  await append(transcript, 1, 3)
  await transcript.close()
  fs.appendFileSync(fileIn(folder), b4a.alloc(5000))
  const again = Transcript.open({ folder })
  t.is(again.lastSeq, 3)
  await append(again, 4, 4)
  await again.close()
  t.is(linesOf(folder).length, 4)
})

test('a full file is followed by another, and all can be read from any number', async (t) => {
  const folder = await t.tmp()
  const transcript = Transcript.open({ folder, maxFileBytes: 2000 })
  for (let seq = 1; seq <= 60; seq++) await append(transcript, seq, seq)
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.ndjson'))
  t.ok(names.length > 3, `${names.length} files`)
  await transcript.close()

  const again = Transcript.open({ folder, maxFileBytes: 2000 })
  t.is(again.lastSeq, 60)
  for (let after = 0; after <= 60; after++) {
    const seqs: number[] = []
    for (let last = after; last < 60; last = seqs.at(-1) ?? 60) {
      seqs.push(...texts(await again.read(last, 500)))
    }
    t.alike(seqs, range(after + 1, 60))
  }
  await again.close()
})

test('the oldest files may be taken away', async (t) => {
  const folder = await t.tmp()
  const transcript = Transcript.open({ folder, maxFileBytes: 2000 })
  for (let seq = 1; seq <= 60; seq++) await append(transcript, seq, seq)
  await transcript.close()
  fs.rmSync(fileIn(folder))
  const again = Transcript.open({ folder })
  t.ok(again.firstSeq > 1)
  t.is(texts(await again.read(0, 200))[0], again.firstSeq)
  await again.close()
})

test('a large file is read from its end, and from its middle by bisecting', async (t) => {
  const folder = await t.tmp()
  const count = 20_000
  const lines = range(1, count).map((seq) => b4a.toString(event(seq)))
  fs.writeFileSync(fileIn(folder), `${lines.join('\n')}\n`)
  const transcript = Transcript.open({ folder })
  t.is(transcript.lastSeq, count)
  t.is(transcript.firstSeq, 1)
  for (const seq of [1, 2, 777, 9_999, 15_000, 18_999, count]) {
    t.is(texts(await transcript.read(seq - 1, 500))[0], seq)
  }
  await transcript.close()
})

test('when nothing more can be written, nobody sees what is not', async (t) => {
  const folder = await t.tmp()
  fs.symlinkSync('/dev/full', fileIn(folder))
  const transcript = Transcript.open({ folder })
  let released = 0
  transcript.onWritten = (frames) => (released += frames.length)
  const failed = new Promise<Error>((resolve) => (transcript.onFailed = resolve))
  transcript.append(event(1))
  const error = await failed
  t.ok(error instanceof ChatError && error.code === 'TRANSCRIPT_FAILED')
  t.ok(error.message.includes('the disk is full'), error.message)
  t.is(released, 0)
})

test('a folder that cannot be used is a clear error', async (t) => {
  const file = path.join(await t.tmp(), 'file')
  fs.writeFileSync(file, '')
  try {
    Transcript.open({ folder: path.join(file, 'transcript') })
    t.fail('opened')
  } catch (error) {
    t.ok(error instanceof ChatError && error.code === 'TRANSCRIPT_FAILED')
  }
})

test('others on the machine cannot read it', async (t) => {
  const folder = path.join(await t.tmp(), 'transcript')
  await Transcript.open({ folder }).close()
  t.is(fs.statSync(folder).mode & 0o777, 0o700)
  t.is(fs.statSync(fileIn(folder)).mode & 0o777, 0o600)
})

function event(seq: number): Frame {
  return encodeEvent(seq, 1, { type: 'join', author: AUTHOR, name: `näme${seq}` })
}

function append(transcript: Transcript, from: number, to: number): Promise<void> {
  return new Promise((resolve) => {
    transcript.onWritten = () => {
      if (transcript.lastSeq === to) resolve()
    }
    for (let seq = from; seq <= to; seq++) transcript.append(event(seq))
  })
}

function texts(frames: Frame[]): number[] {
  return frames.map((frame) => (JSON.parse(b4a.toString(frame)) as { seq: number }).seq)
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

function fileIn(folder: string): string {
  return path.join(folder, '000000000001.ndjson')
}

function linesOf(folder: string): string[] {
  const lines = fs.readFileSync(fileIn(folder), 'utf8').split('\n')
  return lines.filter((line) => line !== '')
}
