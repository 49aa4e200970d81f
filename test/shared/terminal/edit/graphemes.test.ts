import test from 'brittle'
import stringWidth from 'string-width'
import {
  columnAfter,
  columnsOf,
  graphemes,
  loadWidths
} from '../../../../shared/terminal/edit/graphemes.ts'
import { Random } from '../../../helpers/random.ts'

const WORDS = [
  'hello',
  'wörld …',
  'привет',
  '日本',
  '👨‍👩‍👧',
  '🇩🇪',
  'e\u0301',
  'ง',
  '── day ──',
  'γειά',
  'q\u0483'
]

test('the tables say how wide everything is', async (t) => {
  const roughly = WORDS.slice(0, 4).map(columnsOf)
  t.alike(roughly, [5, 7, 6, 4], 'near enough without')
  await loadWidths()
  for (const word of WORDS) t.is(columnsOf(word), stringWidth(word), word)
  for (let code = 0x20; code < 0x3000; code++) {
    const text = `a${String.fromCodePoint(code)}b`
    if (code >= 0x7f && code < 0xa0) continue
    if (columnsOf(text) !== stringWidth(text)) t.fail(`U+${code.toString(16)}`)
    const known = Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment)
    if (graphemes(text).join('|') !== known.join('|')) t.fail(`U+${code.toString(16)} is split`)
  }
})

test('a long text is segmented like a short one, however it is chunked', (t) => {
  const segmenter = new Intl.Segmenter('en')
  const letters = ['a', ' ', '日', '👨‍👩‍👧', '🇩🇪', '🇩', 'e\u0301', 'क्षि', '각', '\r\n', '\u0600']
  for (let seed = 0; seed < 200; seed++) {
    const text = new Random(seed).picks(letters, 1000).join('')
    const known = Array.from(segmenter.segment(text), ({ segment }) => segment)
    if (graphemes(text).join('|') !== known.join('|')) t.fail(`seed ${seed}`)
  }
  t.pass()
})

test('an endless grapheme counts as several', (t) => {
  const parts = graphemes(`a${'\u0301'.repeat(1000)}b${'\u{1d165}'.repeat(500)}`)
  t.ok(parts.length > 2 && parts.length < 20, `${parts.length}`)
  t.ok(parts.every((part) => !/^[\udc00-\udfff]|[\ud800-\udbff]$/.test(part)))
})

test('wide text is measured once', (t) => {
  const name = '日本語'.repeat(8)
  columnsOf(name)
  const before = Date.now()
  for (let count = 0; count < 10_000; count++) columnsOf(name)
  t.ok(Date.now() - before < 100)
})

test('a tab advances to the next tab stop', (t) => {
  t.alike(
    [0, 1, 7, 8, 13].map((column) => columnAfter(column, '\t')),
    [8, 8, 8, 16, 16]
  )
  t.is(columnAfter(3, '日'), 5)
})
