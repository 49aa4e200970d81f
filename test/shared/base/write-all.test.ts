import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import fs from '#fs'
import path from '#path'
import { writeAll, writeAllSync } from '../../../shared/base/write-all.ts'

const TEXT = 'every byte of it, however few the system takes at a time'

test('everything is written even if the system takes a few bytes at a time', async (t) => {
  const { fd, text } = await openFile(t)
  take(t, 3)
  writeAllSync(fd, b4a.from(TEXT))
  await writeAll(fd, b4a.from(TEXT))
  t.is(text(), TEXT + TEXT)
  writeAllSync(fd, b4a.from('EVERY'), 0)
  await writeAll(fd, b4a.from('BYTE'), 6)
  t.is(text(), `EVERY BYTE${(TEXT + TEXT).slice(10)}`, 'at a position too')
})

test('a system that takes no more bytes is a full disk', async (t) => {
  const { fd } = await openFile(t)
  take(t, 0)
  await t.exception(() => writeAllSync(fd, b4a.from(TEXT)), /accepts no more bytes/)
  await t.exception(() => writeAll(fd, b4a.from(TEXT)), /accepts no more bytes/)
})

test('a full disk is reported by both ways of writing', async (t) => {
  if (!fs.existsSync('/dev/full')) return
  const fd = fs.openSync('/dev/full', 'w')
  t.teardown(() => fs.closeSync(fd))
  await t.exception(() => writeAllSync(fd, b4a.from(TEXT)), /ENOSPC|no space/i)
  await t.exception(() => writeAll(fd, b4a.from(TEXT)), /ENOSPC|no space/i)
})

async function openFile(t: Assertions): Promise<{ fd: number; text: () => string }> {
  const file = path.join(await t.tmp(), 'file')
  const fd = fs.openSync(file, 'w')
  t.teardown(() => fs.closeSync(fd))
  return { fd, text: () => fs.readFileSync(file, 'utf8') }
}

/** Limits writes to `most` bytes a call, as happens when a disk fills up. */
function take(t: Assertions, most: number): void {
  const { write, writeSync } = fs
  t.teardown(() => Object.assign(fs, { write, writeSync }))
  Object.assign(fs, {
    writeSync: (fd: number, bytes: Uint8Array, offset: number, length: number, at: number | null) =>
      most && writeSync(fd, bytes, offset, Math.min(length, most), at),
    write: (
      fd: number,
      bytes: Uint8Array,
      offset: number,
      length: number,
      at: number | null,
      callback: (cause: Error | null, count: number) => void
    ) => {
      if (most === 0) callback(null, 0)
      else write(fd, bytes, offset, Math.min(length, most), at, callback)
    }
  })
}
