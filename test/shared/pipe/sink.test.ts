import test, { type Assertions } from 'brittle'
import b4a from 'b4a'
import process from '#process'
import type { Outlet } from '../../../shared/app/outlet.ts'
import type { ChatError } from '../../../shared/base/errors.ts'
import { Sink } from '../../../shared/pipe/sink.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { Random } from '../../helpers/random.ts'
import { systemError } from '../../helpers/streams.ts'
import {
  missingTemporaryFolder,
  openFileSizes,
  ownTemporaryFolder
} from '../../helpers/temporary-folder.ts'

const isLinux = process.platform === 'linux'
const MIB = 1024 * 1024
/** What may be on its way to the output at a time. */
const LIMIT = LIMITS.windowBytes

test('bytes come out unchanged and in order', (t) => {
  const { sink, output } = open(t)
  for (const text of ['one ', 'two ', 'three']) sink.write(b4a.from(text))
  output.completeAll()
  t.is(b4a.toString(b4a.concat(output.chunks)), 'one two three')
  t.is(sink.writtenBytes, 13)
})

test('bytes count as written once the output has called back', (t) => {
  const { sink, output } = open(t)
  sink.write(b4a.from('four'))
  sink.write(b4a.from('sixsix'))
  t.is(sink.writtenBytes, 0)
  output.complete()
  t.is(sink.writtenBytes, 4)
  output.complete()
  t.is(sink.writtenBytes, 10)
})

test('small chunks are joined while the output is busy', (t) => {
  const { sink, output } = open(t)
  const count = 200_000
  for (let index = 0; index < count; index++) sink.write(b4a.from([index & 255]))
  output.completeAll()
  t.ok(output.chunks.length < 10, `${output.chunks.length} writes`)
  const written = b4a.concat(output.chunks)
  t.is(written.length, count)
  t.ok(written.every((byte, index) => byte === (index & 255)))
  t.is(sink.writtenBytes, count)
})

test('an output that stalls and resumes gets all bytes in order', (t) => {
  for (let seed = 0; seed < 10; seed++) {
    const random = new Random(seed)
    const { sink, output } = open(t, { keep: false })
    const sent = new Stripes()
    for (let turn = 0; turn < 200; turn++) {
      // Long stalls, and long stretches in which it keeps up.
      if (random.below(20) === 0) output.completeAll()
      else if (random.below(3) === 0) output.complete()
      sink.write(sent.take(random.below(300_000)))
    }
    output.completeAll()
    t.is(output.received.mistakes, 0, `seed ${seed}`)
    t.is(output.received.length, sent.length)
    t.is(sink.writtenBytes, sent.length)
  }
})

test('a stalled output is handed a limited amount', (t) => {
  const { sink, output } = open(t, { keep: false })
  const sent = new Stripes()
  const chunk = 64 * 1024
  for (let count = 0; count < 64 * MIB; count += chunk) sink.write(sent.take(chunk))
  t.ok(output.pendingBytes >= LIMIT / 4, 'but it is handed something')
  t.ok(output.mostPendingBytes <= LIMIT + chunk, `${output.mostPendingBytes} bytes`)

  output.completeAll()
  t.ok(output.mostPendingBytes <= LIMIT + chunk, `${output.mostPendingBytes} bytes`)
  t.is(output.received.mistakes, 0)
  t.is(sink.writtenBytes, 64 * MIB)
})

test('a slow output is handed a limited amount', (t) => {
  const { sink, output } = open(t, { keep: false })
  const sent = new Stripes()
  const chunk = 64 * 1024
  for (let count = 0; count < 64 * MIB; count += chunk) {
    sink.write(sent.take(chunk))
    if (count % (3 * chunk) === 0) output.complete()
  }
  output.completeAll()
  t.ok(output.mostPendingBytes <= LIMIT + chunk, `${output.mostPendingBytes} bytes`)
  t.is(output.received.mistakes, 0)
  t.is(sink.writtenBytes, 64 * MIB)
})

test('an output that keeps up needs no disk', async (t) => {
  await missingTemporaryFolder(t)
  const { sink, output, failures } = open(t, { keep: false })
  const sent = new Stripes()
  for (let count = 0; count < 64; count++) {
    sink.write(sent.take(MIB))
    output.complete()
  }
  t.alike(failures, [])
  t.is(sink.writtenBytes, 64 * MIB)
})

test('a sink is drained once the last byte is called back and not earlier', (t) => {
  const { sink, output } = open(t)
  t.ok(sink.isDrained, 'nothing to write')
  for (const length of [100_000, 100_000, 1]) sink.write(b4a.alloc(length))
  for (const count of [1, 2]) {
    output.complete()
    t.absent(sink.isDrained, `after ${count} of 3`)
  }
  output.complete()
  t.ok(sink.isDrained)
})

test('a sink is not drained while bytes wait on disk', (t) => {
  const { sink, output } = open(t, { keep: false })
  const sent = new Stripes()
  for (let count = 0; count < 20; count++) sink.write(sent.take(MIB))
  while (sink.writtenBytes < 20 * MIB) {
    t.absent(sink.isDrained, `${sink.writtenBytes} bytes`)
    output.complete()
  }
  t.ok(sink.isDrained)
  t.is(output.received.mistakes, 0)
})

test('the owner is told of every write until it is detached', (t) => {
  const { sink, output } = open(t)
  const heard: number[] = []
  sink.attach({ onWritten: () => heard.push(sink.writtenBytes), onFailed: () => {} })
  for (const text of ['one', 'seven']) sink.write(b4a.from(text))
  output.completeAll()
  t.alike(heard, [3, 8])
  sink.detach()
  sink.write(b4a.from('more'))
  output.completeAll()
  t.alike(heard, [3, 8])
  t.is(sink.writtenBytes, 12)
})

test('a new owner is told at once that the output has failed', (t) => {
  const { sink, output } = open(t)
  sink.write(b4a.from('x'))
  output.complete(systemError('EPIPE'))
  const failures: ChatError[] = []
  sink.attach({ onFailed: (error) => failures.push(error) })
  t.alike(codesOf(failures), ['OUTPUT_CLOSED'])
})

const FAILURES = [
  ['EPIPE', 'OUTPUT_CLOSED', 'was closed before everything was written'],
  ['ECONNRESET', 'OUTPUT_CLOSED', 'was closed before everything was written'],
  ['EBADF', 'OUTPUT_CLOSED', 'was closed before everything was written'],
  ['EINVAL', 'OUTPUT_CLOSED', 'was closed before everything was written'],
  ['ENOSPC', 'OUTPUT_FAILED', 'the disk is full'],
  ['EDQUOT', 'OUTPUT_FAILED', 'the disk quota is used up'],
  ['EIO', 'OUTPUT_FAILED', 'the device failed'],
  ['EFBIG', 'OUTPUT_FAILED', 'the file would be too large'],
  ['EXDEV', 'OUTPUT_FAILED', 'EXDEV happened']
] as const

for (const [cause, code, sentence] of FAILURES) {
  test(`an output that fails with ${cause} is ${code}, and that is said once`, (t) => {
    const { sink, output, failures } = open(t)
    for (let count = 0; count < 3; count++) sink.write(b4a.from('x'))
    output.completeAll(systemError(cause))
    t.alike(codesOf(failures), [code])
    t.ok(failures[0]?.message.includes(sentence), failures[0]?.message)
  })
}

test('nothing is written after a failure, not even bytes buffered on disk', (t) => {
  const { sink, output, failures } = open(t, { keep: false })
  const sent = new Stripes()
  for (let count = 0; count < 20; count++) sink.write(sent.take(MIB))
  const handed = output.received.length
  output.complete(systemError('ENOSPC'))
  output.completeAll()
  sink.write(sent.take(1))
  t.is(output.received.length, handed)
  t.is(failures.length, 1)
})

test('bytes buffered on disk are discarded at a failure', { skip: !isLinux }, async (t) => {
  const folder = await ownTemporaryFolder(t)
  const { sink, output } = open(t, { keep: false })
  const sent = new Stripes()
  for (let count = 0; count < 20; count++) sink.write(sent.take(MIB))
  t.alike(openFileSizes(folder), [20 * MIB - LIMIT])
  output.complete(systemError('EPIPE'))
  t.alike(openFileSizes(folder), [])
})

test('a full disk under what waits for a slow reader is reported once', async (t) => {
  await missingTemporaryFolder(t)
  const { sink, output, failures } = open(t, { keep: false })
  const sent = new Stripes()
  for (let count = 0; count < 20; count++) sink.write(sent.take(MIB))
  output.completeAll()
  t.alike(codesOf(failures), ['BUFFER_FAILED'])
  t.ok(failures[0]?.message.includes('there is no such file or folder'), failures[0]?.message)
  t.is(output.received.length, LIMIT, 'what was handed over before stays so')
})

function open(
  t: Assertions,
  options?: FakeOutputOptions
): { sink: Sink; output: FakeOutput; failures: ChatError[] } {
  const output = new FakeOutput(options)
  const failures: ChatError[] = []
  const sink = new Sink(output)
  sink.attach({ onFailed: (error) => failures.push(error) })
  // A failure lets go of what may wait on disk.
  t.teardown(() => output.completeAll(systemError('EPIPE')))
  return { sink, output, failures }
}

function codesOf(failures: ChatError[]): string[] {
  return failures.map(({ code }) => code)
}

/** A reproducible byte sequence, so that gigabytes can be compared without keeping them. */
class Stripes {
  static readonly #PERIOD = 65_521
  static readonly #BYTES = Stripes.#make()
  length = 0
  mistakes = 0

  take(size: number): Uint8Array {
    const start = this.length % Stripes.#PERIOD
    this.length += size
    return Stripes.#BYTES.subarray(start, start + size)
  }

  check(chunk: Uint8Array): void {
    if (!b4a.equals(chunk, this.take(chunk.length))) this.mistakes++
  }

  static #make(): Uint8Array {
    const random = new Random(7)
    const period = b4a.from(Array.from({ length: Stripes.#PERIOD }, () => random.below(256)))
    // Long enough for a chunk of 1 MiB to start anywhere in the period.
    return b4a.concat(Array.from({ length: 20 }, () => period))
  }
}

interface FakeOutputOptions {
  /** Whether to keep the chunks; else they are only compared with Stripes. */
  keep?: boolean
}

/** Takes bytes, and calls back when told to. */
class FakeOutput implements Outlet {
  readonly chunks: Uint8Array[] = []
  readonly received = new Stripes()
  mostPendingBytes = 0
  readonly #keep: boolean
  #pending: { size: number; callback: (cause?: unknown) => void }[] = []

  constructor({ keep = true }: FakeOutputOptions = {}) {
    this.#keep = keep
  }

  get pendingBytes(): number {
    return this.#pending.reduce((bytes, { size }) => bytes + size, 0)
  }

  write(chunk: Uint8Array, callback: (cause?: unknown) => void): void {
    if (this.#keep) this.chunks.push(b4a.from(chunk))
    else this.received.check(chunk)
    this.#pending.push({ size: chunk.length, callback })
    this.mostPendingBytes = Math.max(this.mostPendingBytes, this.pendingBytes)
  }

  /** Calls back the oldest chunk, if there is one. */
  complete(cause?: Error): void {
    this.#pending.shift()?.callback(cause)
  }

  /** Calls back everything, what is handed over meanwhile included. */
  completeAll(cause?: Error): void {
    while (this.#pending.length > 0) this.complete(cause)
  }
}
