import b4a from 'b4a'
import test from 'brittle'
import type { Outlet } from '../../../shared/app/outlet.ts'
import { Words } from '../../../shared/app/words.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { systemError } from '../../helpers/streams.ts'

const LINE = `${'x'.repeat(1023)}\n`
const FITTING = LIMITS.unreadBytes / LINE.length

test('lines are written in order', async (t) => {
  const { outlet, words } = open('text')
  words.write('one\n')
  words.write('two\nthree\n')
  const written = words.written()
  outlet.completeAll()
  await written
  t.is(outlet.text, 'one\ntwo\nthree\n')
})

test('a transient line is drawn only if nothing is queued', (t) => {
  const { outlet, words } = open('text')
  words.draw('10 %')
  words.draw('20 %')
  t.is(outlet.text, '10 %')
  outlet.completeAll()
  words.draw('30 %')
  words.write('done\n')
  t.is(outlet.text, '10 %30 %done\n')
})

test('a stalled reader costs limited memory, and is told what is missing', (t) => {
  for (const [format, notice] of [
    ['text', '(5 lines left out)\n'],
    ['json', '{"event":"left-out","lines":5}\n']
  ] as const) {
    const { outlet, words } = open(format)
    for (let count = 0; count < FITTING + 2; count++) words.write(LINE)
    words.write('1\n2\n3\n')
    t.is(outlet.text.length, LIMITS.unreadBytes)
    while (outlet.waitingBytes >= LIMITS.unreadBytes / 2) outlet.complete()
    words.write('4\n')
    outlet.completeAll()
    words.write('read on\n')
    t.is(outlet.text.slice(LIMITS.unreadBytes), `${notice}4\nread on\n`, format)
  }
})

test('lines lost to a full disk are counted, and the count is reported when writing works again', (t) => {
  const causes: unknown[] = []
  const { outlet, words } = open('text', (cause) => void causes.push(cause))
  words.write('one\n')
  outlet.complete(systemError('ENOSPC'))
  words.write('two\nthree\n')
  outlet.complete(systemError('ENOSPC'))
  outlet.complete(systemError('ENOSPC'))
  t.is(causes.length, 3)
  words.write('four\n')
  outlet.completeAll()
  words.write('five\n')
  t.ok(outlet.text.endsWith('\n(3 lines left out)\nfour\nfive\n'), outlet.text)
})

test('an output that fails is reported, and nothing waits for it', async (t) => {
  const causes: unknown[] = []
  const { outlet, words } = open('text', (cause) => void causes.push(cause))
  words.write('one\n')
  const written = words.written()
  const cause = systemError('EPIPE')
  outlet.complete(cause)
  outlet.complete(cause)
  await written
  t.alike(causes, [cause])
})

function open(
  format: 'text' | 'json',
  onFailed: (cause: unknown) => void = () => {}
): { outlet: FakeOutlet; words: Words } {
  const outlet = new FakeOutlet()
  return { outlet, words: new Words({ outlet, format, onFailed }) }
}

/** Takes what it is given, and calls back when told to. */
class FakeOutlet implements Outlet {
  text = ''
  waitingBytes = 0
  readonly #waiting: { bytes: number; onDone: (cause?: unknown) => void }[] = []

  write(bytes: Uint8Array, onDone: (cause?: unknown) => void): void {
    this.text += b4a.toString(bytes)
    this.waitingBytes += bytes.length
    this.#waiting.push({ bytes: bytes.length, onDone })
  }

  complete(cause?: Error): void {
    const write = this.#waiting.shift()
    this.waitingBytes -= write?.bytes ?? 0
    write?.onDone(cause)
  }

  completeAll(): void {
    while (this.#waiting.length > 0) this.complete()
  }
}
