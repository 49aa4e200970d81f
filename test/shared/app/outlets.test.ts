import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import { spawnSync } from '#child-process'
import fs from '#fs'
import path from '#path'
import process from '#process'
import { FdOutlet } from '../../../shared/app/fd-outlet.ts'
import { FileInput } from '../../../shared/app/file-input.ts'
import { FileOutlet } from '../../../shared/app/file-outlet.ts'
import type { Outlet } from '../../../shared/app/outlet.ts'
import { StreamOutlet } from '../../../shared/app/stream-outlet.ts'
import { codeOf } from '../../../shared/base/errors.ts'
import { systemError } from '../../helpers/streams.ts'
import { turn } from '../../helpers/turn.ts'

const isLinux = process.platform === 'linux'
const READ_WRITE_NONBLOCKING = 0o4002

test(
  'a reader who takes nothing holds nobody up, and gets all of it later',
  { skip: !isLinux },
  async (t) => {
    const fd = await openFifo(t)
    const outlet = new FdOutlet(fd)
    const bytes = b4a.alloc(300_000, 'a long text ')
    const written = write(outlet, bytes)
    const after = write(outlet, b4a.from('and more'))
    const read = b4a.alloc(bytes.length + 8)
    for (let at = 0; at < read.length;) {
      at += readSome(fd, read.subarray(at))
      await turn()
    }
    t.alike(await Promise.all([written, after]), ['done', 'done'])
    t.ok(b4a.equals(read, b4a.concat([bytes, b4a.from('and more')])))
  }
)

test('on a full device the current write fails, and so do those queued behind it', async (t) => {
  if (!fs.existsSync('/dev/full')) return
  const fd = fs.openSync('/dev/full', 'w')
  t.teardown(() => fs.closeSync(fd))
  for (const outlet of [new FdOutlet(fd), new FileOutlet(fd)]) {
    const writes = [write(outlet, b4a.from('one')), write(outlet, b4a.from('two'))]
    t.alike(await Promise.all(writes), ['ENOSPC', 'ENOSPC'])
  }
})

test('a completed write of a stream counts only if the stream is not broken', async (t) => {
  const stream = new FakeStream()
  const outlet = new StreamOutlet(stream.asStream())
  const writes = [write(outlet, b4a.from('one')), write(outlet, b4a.from('two'))]
  stream.callBack()
  t.is(await writes[0], 'done')
  stream.destroyed = true
  stream.callBack()
  stream.emit('error', systemError('EPIPE'))
  t.is(await writes[1], 'EPIPE')
  t.is(await write(outlet, b4a.from('three')), 'EPIPE', 'and from then on')
})

test('a stream closed while being written to has failed', async (t) => {
  const stream = new FakeStream()
  const outlet = new StreamOutlet(stream.asStream())
  const writing = write(outlet, b4a.from('one'))
  stream.emit('close')
  t.is(await writing, 'EPIPE')
})

test('a paused file provides nothing until it is resumed', async (t) => {
  const file = path.join(await t.tmp(), 'file')
  fs.writeFileSync(file, b4a.alloc(2_000_000, 'x'))
  const fd = fs.openSync(file, 'r')
  t.teardown(() => fs.closeSync(fd))
  const input = new FileInput(fd)
  let bytes = 0
  let pauses = 0
  await new Promise<void>((resolve, reject) => {
    input.on('error', reject)
    input.on('end', resolve)
    input.on('data', (chunk) => {
      bytes += chunk.length
      input.pause()
      pauses++
      const before = bytes
      setTimeout(() => {
        t.is(bytes, before)
        input.resume()
        input.resume()
      }, 1)
    })
  })
  t.is(bytes, 2_000_000)
  t.ok(pauses > 2)
})

test('a file that is cut while it is read is an error, one read whole is not', async (t) => {
  for (const [left, isWhole] of [
    [1000, false],
    [2_000_000, true]
  ] as const) {
    const file = path.join(await t.tmp(), 'file')
    fs.writeFileSync(file, b4a.alloc(2_000_000, 'x'))
    const fd = fs.openSync(file, 'r')
    t.teardown(() => fs.closeSync(fd))
    const input = new FileInput(fd)
    const failure = await new Promise<unknown>((resolve) => {
      input.on('error', resolve)
      input.on('end', () => resolve(null))
      input.on('data', () => fs.truncateSync(file, left))
    })
    t.is(failure === null, isWhole, String(failure))
  }
})

/** 'done', or the code of the error. */
function write(outlet: Outlet, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    outlet.write(bytes, (cause) => resolve(cause === undefined ? 'done' : codeOf(cause)))
  })
}

async function openFifo(t: Assertions): Promise<number> {
  const file = path.join(await t.tmp(), 'fifo')
  spawnSync('mkfifo', [file])
  const fd = fs.openSync(file, READ_WRITE_NONBLOCKING)
  t.teardown(() => fs.closeSync(fd))
  return fd
}

function readSome(fd: number, buffer: Uint8Array): number {
  try {
    return fs.readSync(fd, buffer)
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return 0
    throw error
  }
}

/** A stream that calls back, and breaks, when it is told to. */
class FakeStream {
  destroyed = false
  readonly #listeners = new Map<string, (cause?: Error) => void>()
  readonly #callbacks: (() => void)[] = []

  asStream(): NodeJS.WritableStream {
    // Only what StreamOutlet uses of it is there.
    return this as unknown as NodeJS.WritableStream
  }

  on(event: string, listener: (cause?: Error) => void): void {
    this.#listeners.set(event, listener)
  }

  emit(event: string, cause?: Error): void {
    this.#listeners.get(event)?.(cause)
  }

  write(_: Uint8Array, callback: () => void): void {
    this.#callbacks.push(callback)
  }

  callBack(): void {
    this.#callbacks.shift()?.()
  }
}
