import b4a from 'b4a'
import test from 'brittle'
import type { ChatError } from '../../../shared/base/errors.ts'
import { Source, type SourceOwner } from '../../../shared/pipe/source.ts'
import { ManualInput } from '../../helpers/manual-input.ts'
import { systemError } from '../../helpers/streams.ts'

test('the input is not read before somebody wants it', (t) => {
  const { input } = open()
  t.absent(input.isOpen)
})

test('an owner gets the data in order, and the end', (t) => {
  const { input, source } = open()
  const owner = new Owner()
  source.attach(owner)
  for (const text of ['one', 'two']) input.give(text)
  input.end()
  t.alike(owner.heard, ['one', 'two', 'end'])
})

test('no input counts as an input that has ended', async (t) => {
  const source = new Source(null)
  await source.ready()
  const owner = new Owner()
  source.attach(owner)
  t.alike(owner.heard, ['end'])
  for (const act of ['pause', 'resume', 'detach'] as const) source[act]()
})

test('an input that fails is INPUT_FAILED, with the reason', (t) => {
  const { input, source } = open()
  const owner = new Owner()
  source.attach(owner)
  input.give('one')
  input.fail(systemError('EIO'))
  t.alike(owner.heard, ['one', 'INPUT_FAILED'])
  t.ok(owner.failure?.message.includes('the device failed'), owner.failure?.message)
})

test('data that arrives while nobody is attached is held for the next owner, in order', (t) => {
  const { input, source } = open()
  const [first, second] = [new Owner(), new Owner()]
  source.attach(first)
  input.give('one')
  source.detach()
  t.ok(input.isPaused)
  // A paused stream may still deliver what it has already read.
  for (const text of ['two', 'three']) input.give(text)
  t.ok(input.isPaused)
  source.attach(second)
  t.absent(input.isPaused)
  input.give('four')
  t.alike(first.heard, ['one'])
  t.alike(second.heard, ['two', 'three', 'four'])
})

test('data delivered to a peer that never spoke goes to the next one', (t) => {
  const { input, source } = open()
  const [first, second, third] = [new Owner(), new Owner(), new Owner()]
  source.attach(first)
  for (const text of ['one', 'two']) input.give(text)
  source.detach()
  input.give('three')
  source.restore()
  source.attach(second)
  t.alike(second.heard, ['one', 'two', 'three'])
  source.release()
  source.detach()
  source.restore()
  source.attach(third)
  input.end()
  t.alike(third.heard, ['end'], 'nothing twice once the peer was there')
})

test('an owner that comes back unheard is forgotten with all that it was given', (t) => {
  const { input, source } = open()
  const [first, second] = [new Owner(), new Owner()]
  source.attach(first)
  input.give('one')
  source.detach(first)
  source.attach(first)
  input.give('two')
  source.detach(first)
  source.restore()
  source.attach(second)
  t.alike(first.heard, ['one', 'two'])
  t.alike(second.heard, ['one', 'two'])
})

test('an owner that leaves late does not take the source from the next one', (t) => {
  const { input, source } = open()
  const [first, second] = [new Owner(), new Owner()]
  source.attach(first)
  source.detach(first)
  source.attach(second)
  source.detach(first)
  input.give('one')
  t.alike(second.heard, ['one'])
})

test('a source is empty once it has ended with nothing to deliver', (t) => {
  const { input, source } = open()
  void source.ready()
  t.absent(source.isEmpty)
  input.end()
  t.ok(source.isEmpty)
  t.ok(new Source(null).isEmpty)
})

test('an end while nobody is attached is reported to the next owner, and to all after', (t) => {
  const { input, source } = open()
  source.attach(new Owner())
  source.detach()
  input.give('one')
  input.end()
  const [second, third] = [new Owner(), new Owner()]
  source.attach(second)
  source.detach()
  source.attach(third)
  t.alike(second.heard, ['one', 'end'])
  t.alike(third.heard, ['end'])
})

test('a failure while nobody is attached is reported to the next owner', (t) => {
  const { input, source } = open()
  source.attach(new Owner())
  source.detach()
  input.give('one')
  input.fail(systemError('EIO'))
  const next = new Owner()
  source.attach(next)
  t.alike(next.heard, ['one', 'INPUT_FAILED'])
})

test('a source is ready with the first bytes, which the next owner gets', async (t) => {
  const { input, source } = open()
  const ready = source.ready()
  t.ok(input.isOpen)
  input.give('one')
  await ready
  t.ok(input.isPaused)
  await source.ready()
  const owner = new Owner()
  source.attach(owner)
  t.alike(owner.heard, ['one'])
})

test('many may wait for a source, and stop waiting', (t) => {
  const { input, source } = open()
  const called: string[] = []
  source.whenReady(() => called.push('first'))
  const stop = source.whenReady(() => called.push('second'))
  source.whenReady(() => called.push('third'))
  stop()
  input.give('one')
  t.alike(called, ['first', 'third'])
})

test('a source is ready at its end, and at a failure', async (t) => {
  for (const way of ['end', 'failure'] as const) {
    const { input, source } = open()
    const ready = source.ready()
    if (way === 'end') input.end()
    else input.fail(systemError('EIO'))
    await ready
    await source.ready()
    const owner = new Owner()
    source.attach(owner)
    t.alike(owner.heard, [way === 'end' ? 'end' : 'INPUT_FAILED'])
  }
})

test('a source pauses and resumes, but only for an owner', (t) => {
  const { input, source } = open()
  source.resume()
  t.absent(input.isOpen)
  source.attach(new Owner())
  source.pause()
  t.ok(input.isPaused)
  source.resume()
  t.absent(input.isPaused)
  source.detach()
  source.resume()
  t.ok(input.isPaused)
})

test('an owner that detaches at the first held chunk leaves the rest to the next', (t) => {
  const { input, source } = open()
  source.attach(new Owner())
  source.detach()
  for (const text of ['one', 'two', 'three']) input.give(text)
  const [first, next] = [new Owner(), new Owner()]
  first.onChunk = () => source.detach()
  source.attach(first)
  source.attach(next)
  t.alike(first.heard, ['one'])
  t.alike(next.heard, ['two', 'three'])
})

test('an owner that pauses at the first held chunk gets no more', (t) => {
  const { input, source } = open()
  source.attach(new Owner())
  source.detach()
  input.give('one')
  const owner = new Owner()
  owner.onChunk = () => source.pause()
  source.attach(owner)
  t.ok(input.isPaused)
})

function open(): { input: ManualInput; source: Source } {
  const input = new ManualInput()
  return { input, source: new Source(input) }
}

/** Records what it is told, in words. */
class Owner implements SourceOwner {
  readonly heard: string[] = []
  failure: ChatError | null = null
  onChunk: () => void = () => {}

  readonly onData = (chunk: Uint8Array): void => {
    this.heard.push(b4a.toString(chunk))
    this.onChunk()
  }

  readonly onEnd = (): void => void this.heard.push('end')

  readonly onFailed = (error: ChatError): void => {
    this.failure = error
    this.heard.push(error.code)
  }
}
