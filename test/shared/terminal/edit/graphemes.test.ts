import test from 'brittle'
import stringWidth from 'string-width'
import { columnsOf, graphemes, loadWidths } from '../../../../shared/terminal/edit/graphemes.ts'

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
