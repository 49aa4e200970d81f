import b4a from 'b4a'
import test from 'brittle'
import type { Outlet } from '../../../shared/app/outlet.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import type { Lane } from '../../../shared/pipe/lane.ts'
import { LineMerger } from '../../../shared/pipe/line-merger.ts'
import { Random } from '../../helpers/random.ts'
import { cut, systemError } from '../../helpers/streams.ts'

test('a single sender is written as it arrives', (t) => {
  const { output, lane } = open()
  const one = lane()
  say(one, 'no line yet')
  t.is(output.text, 'no line yet')
  t.is(one.writtenBytes, 11)
  say(one, ', still none\nand')
  t.is(output.text, 'no line yet, still none\nand')
})

test('tiny chunks are joined while the output is busy', (t) => {
  const { output, lane } = open({ isSlow: true })
  const one = lane()
  const text = Array.from({ length: 10_000 }, (_, index) => `${index}\n`).join('')
  for (const letter of text) say(one, letter)
  let turns = 0
  for (; output.text.length < text.length && turns < 100; turns++) output.complete()
  t.is(output.text, text)
  t.ok(turns < 10, `${turns} writes`)
})

test('the bytes of senders one after another stay exact', (t) => {
  const { output, lane } = open()
  for (const word of ['one ', 'two ', 'three']) {
    const sender = lane()
    say(sender, word)
    sender.finish()
    sender.detach()
  }
  t.is(output.text, 'one two three')
})

test('the lines of several senders stay whole', (t) => {
  const { output, lane } = open()
  const [one, two] = [lane(), lane()]
  say(one, 'a first ')
  say(two, 'a second')
  t.is(output.text, '')
  say(one, 'line\nand another')
  t.is(output.text, 'a first line\n')
  t.is(one.writtenBytes, 13, 'no more than that is written of it')
  say(two, ' line\n')
  t.is(output.text, 'a first line\na second line\n')
  one.finish()
  t.is(output.text, 'a first line\na second line\nand another\n')
  say(two, 'last\n')
  t.is(output.text, 'a first line\na second line\nand another\nlast\n')
})

test('the last line of a sender that leaves is written, and terminated for the others', (t) => {
  const { output, lane } = open()
  const [one, two] = [lane(), lane()]
  say(one, 'cut')
  one.detach()
  t.is(output.text, 'cut\n')
  t.is(one.writtenBytes, 3, 'the end of the line is nobody’s')
  say(two, 'alone again')
  t.is(output.text, 'cut\nalone again')
})

test('a sender that arrives during an unfinished line waits for its end', (t) => {
  const { output, lane } = open()
  const one = lane()
  say(one, 'begun ')
  const two = lane()
  say(two, 'mine\n')
  t.is(output.text, 'begun ')
  say(one, 'and ended\n')
  t.is(output.text, 'begun and ended\nmine\n')
})

test('an unfinished line is terminated after seconds once another sender waits', async (t) => {
  const { output, lane } = open()
  const one = lane()
  say(one, 'begun ')
  const two = lane()
  say(two, 'mine\n')
  const written = new Promise<void>((resolve) => two.attach({ onWritten: resolve, onFailed() {} }))
  await written
  t.is(output.text, 'begun \nmine\n')
  say(one, 'and ended\n')
  t.is(output.text, 'begun \nmine\nand ended\n')
})

test('a line too long to hold is written as it arrives', (t) => {
  const { output, lane } = open()
  const [one, two] = [lane(), lane()]
  const long = 'x'.repeat(LIMITS.senderLineBytes)
  say(one, long)
  t.is(output.text, long)
  say(two, 'mine\n')
  t.is(output.text, long, 'and the others wait')
  say(one, 'y\n')
  t.is(output.text, `${long}y\nmine\n`)
})

test('no line is lost or torn, however chunks are cut and however slow the output', async (t) => {
  const random = new Random(3)
  const { output, lane } = open({ isSlow: true })
  const senders = Array.from({ length: 5 }, (_, index) => {
    const lines = Array.from(
      { length: 200 },
      (_, line) => `${index} ${line} ${'.'.repeat(random.below(80))}\n`
    )
    return { lane: lane(), lines, chunks: cut(random, b4a.from(lines.join('')), 60) }
  })
  while (senders.some(({ chunks }) => chunks.length > 0)) {
    const { lane, chunks } = random.pick(senders)
    const chunk = chunks.shift()
    if (chunk) lane.write(chunk)
    if (random.below(3) === 0) output.complete()
  }
  for (const { lane } of senders) lane.detach()
  while (output.complete());
  const lines = output.text.split(/(?<=\n)/)
  for (const [index, sender] of senders.entries()) {
    t.alike(
      lines.filter((line) => line.startsWith(`${index} `)),
      sender.lines,
      `sender ${index}`
    )
    t.is(sender.lane.writtenBytes, b4a.byteLength(sender.lines.join('')))
  }
  t.is(lines.length, 1000)
})

test('what a slow output cannot take waits on disk and stays in order', (t) => {
  const { output, lane } = open({ isSlow: true })
  const [one, two] = [lane(), lane()]
  const line = `${'x'.repeat(65_535)}\n`
  for (let count = 0; count < 40; count++) say(one, line)
  say(two, 'in turn\n')
  while (output.complete());
  t.is(output.text.length, 40 * line.length + 8)
  t.ok(output.text.indexOf('in turn') < 10 * line.length, 'the other had its turn')
  t.is(output.text.replace('in turn\n', ''), line.repeat(40))
  t.ok(one.isDrained)
})

test('a failed output is reported to all senders, later ones included', (t) => {
  const { output, lane } = open({ isSlow: true })
  const failures: string[] = []
  const watch = (lane: Lane): void =>
    lane.attach({ onFailed: ({ code }) => void failures.push(code) })
  const [one, two] = [lane(), lane()]
  watch(one)
  watch(two)
  say(one, 'a line\n')
  output.complete(systemError('ENOSPC'))
  t.alike(failures, ['OUTPUT_FAILED', 'OUTPUT_FAILED'])
  watch(lane())
  t.is(failures.length, 3)
  say(two, 'more\n')
  t.absent(output.complete(), 'nothing is written any more')
})

function open({ isSlow = false } = {}): { output: FakeOutlet; lane: () => Lane } {
  const output = new FakeOutlet(isSlow)
  const merger = new LineMerger(output)
  return { output, lane: () => merger.open() }
}

function say(lane: Lane, text: string): void {
  lane.write(b4a.from(text))
}

/** Takes what it is given at once, or, if slow, when told to. */
class FakeOutlet implements Outlet {
  text = ''
  readonly #isSlow: boolean
  readonly #waiting: ((cause?: unknown) => void)[] = []

  constructor(isSlow: boolean) {
    this.#isSlow = isSlow
  }

  write(bytes: Uint8Array, onDone: (cause?: unknown) => void): void {
    this.text += b4a.toString(bytes)
    if (this.#isSlow) this.#waiting.push(onDone)
    else onDone()
  }

  /** False when nothing waits. */
  complete(cause?: Error): boolean {
    const onDone = this.#waiting.shift()
    onDone?.(cause)
    return onDone !== undefined
  }
}
