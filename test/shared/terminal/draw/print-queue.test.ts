// Entries waiting to be printed.
import test from 'brittle'
import { loadWidths } from '../../../../shared/terminal/edit/graphemes.ts'
import { PrintQueue } from '../../../../shared/terminal/draw/print-queue.ts'
import { note, plain, plainText, type Entry } from '../../../../shared/terminal/draw/styled-text.ts'

await loadWidths()

test('queued messages are printed in order, some in each frame', (t) => {
  const queue = new PrintQueue()
  queue.add(lines(5))
  t.alike(shown(queue.take(80)), ['0', '1', '2', '3', '4'])
  t.ok(queue.isEmpty)

  queue.add(lines(300, 'x'.repeat(1000)))
  let frames = 0
  const all: string[] = []
  for (; !queue.isEmpty; frames++) all.push(...shown(queue.take(80)))
  t.is(frames, 8)
  t.is(all.length, 300)
  t.ok(all.at(-1)?.startsWith('299'))
})

test('a blocked screen is told how much it has missed', (t) => {
  const queue = new PrintQueue()
  for (let round = 0; round < 12; round++) queue.add(lines(1000))
  const rows = shown(queue.take(80))
  t.is(rows[0], '(2000 lines left out: this terminal was too slow)')
  t.is(rows.length, 10_001)

  queue.add(lines(2000, 'x'.repeat(4096)))
  t.ok(/^\(9\d\d lines left out/.test(shown(queue.take(80))[0] ?? ''), 'long ones are fewer')
})

test('at the end only the newest messages are printed', (t) => {
  const queue = new PrintQueue()
  queue.add(lines(1000, 'x'.repeat(4096)))
  const rows = shown(queue.takeLast(80))
  t.ok(queue.isEmpty)
  t.ok(rows.length < 100 && /^\(9\d\d lines/.test(rows[0] ?? ''), rows[0]?.slice(0, 80))
  t.ok(rows.at(-1)?.startsWith('999'))
})

test('the longest and strangest posts of a frame are laid out quickly', (t) => {
  const hostile = ['日', '👨‍👩‍👧', 'e\u0301', '\u0301', 'word ', '\t', '\n', 'a日', '\u00a0x', 'ﷺ']
  for (const part of hostile) {
    const queue = new PrintQueue()
    queue.add(Array.from({ length: 1000 }, () => note(plain(part.repeat(4000 / part.length)))))
    queue.take(80)
    const start = Date.now()
    queue.take(80)
    const ms = Date.now() - start
    t.ok(ms < 1000, `${JSON.stringify(part)}: ${ms} ms`)
  }
})

function lines(count: number, text = ''): Entry[] {
  return Array.from({ length: count }, (_, index) => note(plain(`${index}${text}`)))
}

function shown(rows: ReturnType<PrintQueue['take']>): string[] {
  return rows.map(plainText)
}
