import test, { type Assertions } from 'brittle'
import b4a from 'b4a'
import fs from '#fs'
import path from '#path'
import {
  createFile,
  openNew,
  replaceFile,
  sweepTemporaries
} from '../../../shared/identity/atomic-file.ts'
import { codeOf } from '../../../shared/base/errors.ts'
import { failCall, replaceCall } from '../../helpers/file-system.ts'
import { refusalOf } from '../../helpers/refusal.ts'

const isWindows = path.sep === '\\'
const LONG = 'a line of a list\n'.repeat(20_000)

test('a file is created and replaced atomically, readable only by its owner', async (t) => {
  const file = path.join(await t.tmp(), 'file')
  t.is(createFile(file, 'one'), true)
  t.is(fs.readFileSync(file, 'utf8'), 'one')
  if (!isWindows) t.is(fs.statSync(file).mode & 0o777, 0o600)
  replaceFile(file, LONG)
  t.is(fs.readFileSync(file, 'utf8'), LONG)
  replaceFile(file, b4a.from([0xff, 0, 0x0a]))
  t.alike([...fs.readFileSync(file)], [0xff, 0, 0x0a])
  replaceFile(file, '')
  t.is(fs.readFileSync(file, 'utf8'), '')
  t.alike(fs.readdirSync(path.dirname(file)), ['file'])
})

test('creating a file does not overwrite an existing one', async (t) => {
  const file = path.join(await t.tmp(), 'file')
  fs.writeFileSync(file, 'precious')
  t.is(createFile(file, 'mine'), false)
  t.is(codeOf(errorOf(() => openNew(file))), 'EEXIST')
  t.is(fs.readFileSync(file, 'utf8'), 'precious')
  t.alike(fs.readdirSync(path.dirname(file)), ['file'])
})

test('partial writes are continued to the end', async (t) => {
  const file = path.join(await t.tmp(), 'file')
  takeParts(t, 1000)
  replaceFile(file, LONG)
  t.is(fs.readFileSync(file, 'utf8'), LONG)
})

test('a disk that fills up mid-write leaves the old file and is reported', async (t) => {
  const file = path.join(await t.tmp(), 'list')
  replaceFile(file, 'old\n')
  takeParts(t, 1000, 50_000)
  const refusal = refusalOf(() => replaceFile(file, LONG))
  t.is(refusal?.code, 'STORAGE_UNWRITABLE')
  t.ok(refusal?.message.startsWith(`Cannot write to ${file}: the disk is full.`), refusal?.message)
  t.is(fs.readFileSync(file, 'utf8'), 'old\n')
  t.is(refusalOf(() => createFile(`${file}-2`, LONG))?.code, 'STORAGE_UNWRITABLE')
  t.alike(fs.readdirSync(path.dirname(file)), ['list'])
})

test('whichever step fails, the old file remains and nothing is left beside it', async (t) => {
  const file = path.join(await t.tmp(), 'file')
  replaceFile(file, 'old')
  for (const step of ['openSync', 'writeSync', 'fsyncSync', 'renameSync'] as const) {
    const undo = failCall(t, step, 'EIO')
    const refusal = refusalOf(() => replaceFile(file, 'new'))
    undo()
    t.ok(refusal?.message.includes('the device failed'), `${step}: ${refusal?.message}`)
    t.is(fs.readFileSync(file, 'utf8'), 'old')
    t.alike(fs.readdirSync(path.dirname(file)), ['file'])
  }
})

test('without hard links a file is still created whole or not at all', async (t) => {
  const file = path.join(await t.tmp(), 'file')
  for (const code of ['EPERM', 'EACCES', 'ENOTSUP', 'ENOSYS']) {
    const undo = failCall(t, 'linkSync', code)
    t.is(createFile(file, LONG), true, code)
    t.is(createFile(file, 'late'), false)
    t.is(fs.readFileSync(file, 'utf8'), LONG)
    fs.rmSync(file)
    const allow = failCall(t, 'renameSync', 'ENOSPC')
    t.is(refusalOf(() => createFile(file, LONG))?.code, 'STORAGE_UNWRITABLE')
    t.alike(fs.readdirSync(path.dirname(file)), [], 'the name is free again')
    allow()
    undo()
  }
})

test('a file system that cannot sync is still written to', async (t) => {
  const file = path.join(await t.tmp(), 'file')
  failCall(t, 'fsyncSync', 'EINVAL')
  replaceFile(file, 'new')
  t.is(fs.readFileSync(file, 'utf8'), 'new')
})

test('only temporary files of killed processes are swept', async (t) => {
  const folder = await t.tmp()
  const kept = ['allowed', 'secret-key', 'tmp', 'notes.tmp.txt']
  for (const name of [...kept, 'secret-key.0a1b2c3d.tmp', 'name.tmp', 'allowed.4711.tmp']) {
    fs.writeFileSync(path.join(folder, name), 'x')
  }
  fs.mkdirSync(path.join(folder, 'folder.tmp'))
  sweepTemporaries(folder)
  t.alike(fs.readdirSync(folder).sort(), [...kept, 'folder.tmp'].sort())
  sweepTemporaries(path.join(folder, 'missing'))
})

test('a temporary file swept by another process is written again', async (t) => {
  const folder = path.join(await t.tmp(), 'folder')
  fs.mkdirSync(folder)
  const file = path.join(folder, 'file')
  const rename = fs.renameSync
  let count = 0
  replaceCall(t, 'renameSync', (from: string, to: string) => {
    if (count++ < 3) sweepTemporaries(folder)
    rename(from, to)
  })
  replaceFile(file, 'new')
  t.is(fs.readFileSync(file, 'utf8'), 'new')
  fs.rmSync(file)
  fs.rmdirSync(folder)
  t.ok(refusalOf(() => replaceFile(file, 'new'))?.message.includes('no such file or folder'))
})

test('a read-only file is not replaced', { skip: isWindows }, async (t) => {
  const file = path.join(await t.tmp(), 'list')
  fs.writeFileSync(file, 'mine')
  fs.chmodSync(file, 0o444)
  const refusal = refusalOf(() => replaceFile(file, 'new'))
  t.ok(refusal?.message.includes(`${file}: it is marked read-only`), refusal?.message)
  t.is(fs.readFileSync(file, 'utf8'), 'mine')
})

test('a folder or a link is not replaced', { skip: isWindows }, async (t) => {
  const folder = await t.tmp()
  const file = path.join(folder, 'file')
  const target = path.join(folder, 'target')
  fs.writeFileSync(target, 'precious')
  fs.symlinkSync(target, file)
  t.ok(refusalOf(() => replaceFile(file, 'new'))?.message.includes('it is a symbolic link'))
  t.is(createFile(file, 'new'), false)
  t.is(fs.readFileSync(target, 'utf8'), 'precious')
  fs.rmSync(file)
  fs.mkdirSync(file)
  t.ok(refusalOf(() => replaceFile(file, 'new'))?.message.includes('it is a folder'))
})

/** Has the disk take `most` bytes at a time, and `room` in all. */
function takeParts(t: Assertions, most: number, room = Infinity): void {
  const write = fs.writeSync as (fd: number, bytes: Uint8Array, at: number, count: number) => number
  let written = 0
  replaceCall(t, 'writeSync', (fd: number, bytes: Uint8Array, at: number, length: number) => {
    const count = Math.min(length, most, room - written)
    if (count === 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    written += count
    return write(fd, bytes, at, count)
  })
}

function errorOf(task: () => unknown): unknown {
  try {
    return task()
  } catch (error) {
    return error
  }
}
