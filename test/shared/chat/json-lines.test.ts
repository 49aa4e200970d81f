import b4a from 'b4a'
import test from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import { JsonLineReader } from '../../../shared/chat/json-lines.ts'
import { Random } from '../../helpers/random.ts'

test('a line is read once it is complete, however it arrives', (t) => {
  const { reader } = readerOf(100)
  t.alike(push(reader, '{"a":1}\n{"b":'), ['{"a":1}'])
  t.alike(push(reader, '2}\r\n\n{"c":3}'), ['{"b":2}\r', ''])
  t.alike(reader.end(), ['{"c":3}'])
  t.alike(reader.end(), [], 'and comes once')
})

test('a character split between chunks is read as one', (t) => {
  const { reader } = readerOf(100)
  const bytes = b4a.from('"語😀"\n')
  t.alike(Array.from(bytes, (byte) => reader.push(b4a.from([byte]))).flat(), ['"語😀"'])
})

test('a line that is too long is dropped whole, and reported once', (t) => {
  const { reader, tooLong } = readerOf(10)
  t.alike(push(reader, `${'x'.repeat(10)}\n`), ['x'.repeat(10)], 'just the limit')
  t.is(tooLong(), 0)
  t.alike(push(reader, `${'x'.repeat(11)}\nnext\n`), ['next'], 'in one chunk')
  t.is(tooLong(), 1)
  for (let piece = 0; piece < 5; piece++) t.alike(push(reader, 'x'.repeat(9)), [])
  t.is(tooLong(), 2, 'in several')
  t.alike(push(reader, 'end\nnext\n'), ['next'])
  t.is(tooLong(), 2)
  push(reader, 'x'.repeat(50))
  t.alike(reader.end(), [], 'at the end')
  t.is(tooLong(), 3)
})

test('lines do not depend on how the bytes are split', (t) => {
  const random = new Random(1)
  for (let round = 0; round < 200; round++) {
    const lines = Array.from({ length: random.below(8) }, () => 'y'.repeat(random.below(30)))
    const bytes = b4a.from(lines.map((line) => `${line}\n`).join(''))
    const { reader, tooLong } = readerOf(20)
    const got: string[] = []
    for (let at = 0; at < bytes.length;) {
      const size = 1 + random.below(25)
      got.push(...reader.push(bytes.subarray(at, at + size)))
      at += size
    }
    t.alike(
      got,
      lines.filter((line) => line.length <= 20)
    )
    t.is(tooLong(), lines.filter((line) => line.length > 20).length)
  }
})

test('a command may contain any text that a post may, however it is escaped', (t) => {
  for (const letter of ['x', '\u0001', '"', 'é', '語', '😀']) {
    const text = letter.repeat(LIMITS.textBytes / b4a.byteLength(letter))
    const escaped = text.replace(/[^]/g, (unit) => {
      return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
    })
    const line = `{"command":"msg","who":"${'\\u8a9e'.repeat(LIMITS.nameLetters)}","text":"${escaped}"}`
    t.ok(b4a.byteLength(line) <= LIMITS.commandBytes, letter)
  }
})

function readerOf(maxBytes: number): { reader: JsonLineReader; tooLong: () => number } {
  let count = 0
  return {
    reader: new JsonLineReader({ maxBytes, onTooLong: () => count++ }),
    tooLong: () => count
  }
}

function push(reader: JsonLineReader, text: string): string[] {
  return reader.push(b4a.from(text))
}
