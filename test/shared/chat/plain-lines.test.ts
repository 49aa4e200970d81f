import test from 'brittle'
import b4a from 'b4a'
import fs from '#fs'
import path from '#path'
import { ChatError } from '../../../shared/base/errors.ts'
import { FileInput } from '../../../shared/app/file-input.ts'
import { LineReader, MAX_LINE_BYTES, readLines } from '../../../shared/chat/plain-lines.ts'
import { ManualInput } from '../../helpers/manual-input.ts'
import { Random } from '../../helpers/random.ts'
import { turn } from '../../helpers/turn.ts'

const NEWLINE = 0x0a

test('a line ends at a newline', (t) => {
  t.alike(linesOf('one\ntwo\n'), ['one', 'two'])
  t.alike(linesOf('one\n\nthree\n'), ['one', '', 'three'])
  t.alike(linesOf('\n'), [''])
  t.alike(linesOf(''), [])
})

test('a line is delivered as soon as it is complete and not earlier', (t) => {
  const reader = new LineReader()
  t.alike(reader.push(b4a.from('on')), [])
  t.alike(reader.push(b4a.from('e\ntwo\nth')), ['one', 'two'])
  t.alike(reader.push(b4a.from('')), [])
  t.alike(reader.push(b4a.from('ree\n')), ['three'])
  t.alike(reader.end(), [])
})

test('the last line needs no newline', (t) => {
  t.alike(linesOf('one\ntwo'), ['one', 'two'])
  const reader = new LineReader()
  reader.push(b4a.from('rest'))
  t.alike(reader.end(), ['rest'])
  t.alike(reader.end(), [], 'and comes once')
})

test('a line may end in CRLF, in one chunk or in two', (t) => {
  t.alike(linesOf('one\r\ntwo\r\n\r\nlast\r'), ['one', 'two', '', 'last'])
  t.alike(linesOf('one\r', '\ntwo\r', '\n'), ['one', 'two'])
})

test('a line is safe to print', (t) => {
  t.alike(linesOf('\x1b[31mred\x1b[0m\tand\u202e gone\x07\n'), ['red\tand gone'])
  t.alike(linesOf('a\x1b[', '31mb\n'), ['ab'], 'across chunks too')
})

test('a character split between chunks is read as one', (t) => {
  for (const letter of ['é', '語', '😀']) {
    const bytes = b4a.from(letter)
    t.alike(linesOf(...Array.from(bytes, (byte) => b4a.from([byte]))), [letter])
  }
})

test('invalid UTF-8 becomes U+FFFD, and the rest of the line is kept', (t) => {
  t.alike(linesOf(b4a.from([0x61, 0xff, 0x62, NEWLINE])), ['a\ufffdb'])
  t.alike(linesOf(b4a.from([0xfe, NEWLINE, 0x62, NEWLINE])), ['\ufffd', 'b'])
  t.alike(linesOf(b4a.from([0x61, 0xc3, NEWLINE, 0xa9, NEWLINE])), ['a\ufffd', '\ufffd'])
  t.alike(linesOf(b4a.from([0x61, 0xe8, 0xaa])), ['a\ufffd'], 'cut off at the end')
})

test('a line of the maximum length is one line', (t) => {
  const line = 'x'.repeat(MAX_LINE_BYTES)
  t.alike(linesOf(`${line}\nnext\n`), [line, 'next'])
  t.alike(linesOf(line, '\n', 'next\n'), [line, 'next'])
  t.alike(linesOf(line), [line])
})

test('a line of the maximum length that ends in CRLF is one line', (t) => {
  const line = 'x'.repeat(MAX_LINE_BYTES)
  t.alike(linesOf(`${line}\r\nnext\r\n`), [line, 'next'])
})

test('a longer line is split', (t) => {
  const line = 'x'.repeat(MAX_LINE_BYTES)
  t.alike(linesOf(`${line}y\nnext\n`), [line, 'y', 'next'])
  t.alike(linesOf(`${line}${line}\nnext\n`), [line, line, 'next'])
  t.alike(linesOf(`${line}${line}${line}z`), [line, line, line, 'z'])
  t.alike(linesOf(line, 'y', '\n'), [line, 'y'])
})

test('a line is split between two characters, wherever the limit falls', (t) => {
  for (const letter of ['é', '語', '😀']) {
    const size = b4a.byteLength(letter)
    for (let shift = 0; shift < size; shift++) {
      const text = 'x'.repeat(shift) + letter.repeat((2.5 * MAX_LINE_BYTES) / size)
      const lines = linesOf(`${text}\n`)
      t.is(lines.length, 3)
      t.is(lines.join(''), text, `${letter}, ${shift} letters before`)
      t.ok(lines.every((line) => b4a.byteLength(line) <= MAX_LINE_BYTES))
    }
  }
})

test('invalid UTF-8 is split too, and none is lost', (t) => {
  for (const byte of [0x80, 0xbf, 0xc3, 0xf0, 0xff]) {
    const lines = linesOf(b4a.alloc(3 * MAX_LINE_BYTES, byte), '\n')
    t.is(lines.join(''), '\ufffd'.repeat(3 * MAX_LINE_BYTES), byte.toString(16))
    t.ok(lines.every((line) => line.length <= MAX_LINE_BYTES))
  }
})

test('lines do not depend on how the bytes are chunked', (t) => {
  for (let seed = 0; seed < 300; seed++) {
    const random = new Random(seed)
    const text = random.picks(PIECES, 60).join('')
    const lines = linesOf(...split(b4a.from(text), random))
    if (!isSame(lines, splitWhole(text))) t.alike(lines, splitWhole(text), `seed ${seed}`)
  }
  t.pass('300 texts')
})

test('for lines of any length, chunking changes nothing and loses nothing', (t) => {
  for (let seed = 0; seed < 60; seed++) {
    const random = new Random(seed)
    const text = random.picks([...PIECES, ...LONG_PIECES], 20).join('')
    const lines = linesOf(...split(b4a.from(text), random))
    if (!isSame(lines, linesOf(text))) t.fail(`chunks matter, seed ${seed}`)
    if (lines.join('') !== text.replace(/[\r\n]/g, '')) t.fail(`a letter is lost, seed ${seed}`)
    if (lines.some((line) => b4a.byteLength(line) > MAX_LINE_BYTES)) t.fail(`long, seed ${seed}`)
  }
  t.pass('60 texts')
})

test('for bytes of any kind, chunking changes nothing', (t) => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed)
    const bytes = b4a.from(random.picks([0x61, 0x80, 0xbf, 0xc3, 0xe8, 0xf0, 0xff, NEWLINE], 200))
    const lines = linesOf(...split(bytes, random))
    if (!isSame(lines, linesOf(bytes))) t.alike(lines, linesOf(bytes), `seed ${seed}`)
  }
  t.pass('200 texts')
})

test('at most one line is held, however much arrives without a newline', (t) => {
  const reader = new LineReader()
  const random = new Random(1)
  let pushed = 0
  let given = 0
  for (let round = 0; round < 500; round++) {
    const size = random.below(3 * MAX_LINE_BYTES)
    pushed += size
    for (const line of reader.push(b4a.alloc(size, 'x'))) given += line.length
    if (pushed - given > MAX_LINE_BYTES) t.fail(`${pushed - given} bytes held, round ${round}`)
  }
  t.is(reader.end().join('').length, pushed - given)
})

test('a chunk may be reused by its owner', (t) => {
  const reader = new LineReader()
  const chunk = b4a.from('mine')
  reader.push(chunk)
  chunk.fill(0x79)
  t.alike(reader.end(), ['mine'])
})

test('a stream is read line by line to its end', async (t) => {
  const file = path.join(await t.tmp(), 'input')
  const text = Array.from({ length: 20_000 }, (_, index) => `line ${index} 語\n`).join('')
  fs.writeFileSync(file, `${text}last`)
  const lines: string[] = []
  await readLines(new FileInput(fs.openSync(file, 'r')), (line) => void lines.push(line))
  t.is(lines.length, 20_001)
  t.is(lines.join('\n'), `${text}last`)
})

test('an empty stream has no lines', async (t) => {
  const file = path.join(await t.tmp(), 'input')
  fs.writeFileSync(file, '')
  const lines: string[] = []
  await readLines(new FileInput(fs.openSync(file, 'r')), (line) => void lines.push(line))
  t.alike(lines, [])
})

test('a failing stream is a failed input, with the reason', async (t) => {
  const lines: string[] = []
  try {
    await readLines(new FileInput(fs.openSync(await t.tmp(), 'r')), (line) => void lines.push(line))
    t.fail('a folder was read')
  } catch (error) {
    t.ok(error instanceof ChatError)
    t.is((error as ChatError).code, 'INPUT_FAILED')
    t.ok((error as ChatError).message.includes('it is a folder'), (error as ChatError).message)
  }
  t.alike(lines, [])
})

test('complete lines before a failure are delivered, and an incomplete one is not', async (t) => {
  const input = new ManualInput()
  const lines: string[] = []
  const reading = readLines(input, (line) => void lines.push(line))
  input.give('one\ntwo\nthr')
  input.fail(Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' }))
  await t.exception(() => reading, /Standard input could not be read to its end: the device failed/)
  t.alike(lines, ['one', 'two'])
})

test('the input is paused until a line is handled', async (t) => {
  const input = new ManualInput()
  const lines: string[] = []
  let onDealt = (): void => {}
  const reading = readLines(input, (line) => {
    lines.push(line)
    return new Promise((resolve) => (onDealt = resolve))
  })
  input.give('one\ntwo\n')
  t.ok(input.isPaused)
  await turn()
  t.alike(lines, ['one'], 'the next one waits')
  onDealt()
  await turn()
  t.alike(lines, ['one', 'two'])
  t.ok(input.isPaused)
  onDealt()
  await turn()
  t.absent(input.isPaused, 'more is wanted')
  input.give('three')
  input.end()
  await turn()
  t.alike(lines, ['one', 'two', 'three'])
  onDealt()
  await reading
})

test('an error in handling a line ends the reading', async (t) => {
  const input = new ManualInput()
  const reading = readLines(input, () => Promise.reject(new Error('no such command')))
  input.give('one\n')
  await t.exception(() => reading, /no such command/)
})

/** Ordinary lines: some end in a newline, some do not. */
const PIECES = ['a', 'hello ', 'é', '語', '😀', '👩‍👧', ' ', '\n', '\n', '\r\n', '\n\n', 'z\n']

const LONG_PIECES = ['x', '語', '😀'].map((letter) => letter.repeat(1500))

/** What LineReader has to do, for lines below the limit. */
function splitWhole(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

function linesOf(...chunks: (string | Uint8Array)[]): string[] {
  const reader = new LineReader()
  const lines = chunks.flatMap((chunk) => {
    return reader.push(typeof chunk === 'string' ? b4a.from(chunk) : chunk)
  })
  return [...lines, ...reader.end()]
}

function split(bytes: Uint8Array, random: Random): Uint8Array[] {
  const chunks: Uint8Array[] = []
  const most = random.pick([1, 2, 5, 100, 3 * MAX_LINE_BYTES])
  for (let start = 0; start < bytes.length;) {
    const end = start + 1 + random.below(most)
    chunks.push(bytes.subarray(start, end))
    start = end
  }
  return chunks
}

function isSame(lines: string[], others: string[]): boolean {
  return lines.length === others.length && lines.every((line, index) => line === others[index])
}
