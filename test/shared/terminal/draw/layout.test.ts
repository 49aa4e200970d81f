import test from 'brittle'
import { columnsOf, graphemes, loadWidths } from '../../../../shared/terminal/edit/graphemes.ts'
import { clipSpans, wrap } from '../../../../shared/terminal/draw/layout.ts'
import {
  dim,
  note,
  plain,
  plainText,
  type Entry
} from '../../../../shared/terminal/draw/styled-text.ts'
import { Random } from '../../../helpers/random.ts'

await loadWidths()

const message = (text: string): Entry => ({
  head: [dim('14:05 '), plain('anna: ')],
  body: [plain(text)]
})

const WRAPPED: [columns: number, entry: Entry, rows: string[]][] = [
  [80, message('hello'), ['14:05 anna: hello']],
  [80, message(''), ['14:05 anna: ']],
  [24, message('hello you there'), ['14:05 anna: hello you', '            there']],
  [24, message('one  two'), ['14:05 anna: one  two']],
  [24, message('abcdefghijklmnop'), ['14:05 anna: abcdefghijkl', '            mnop']],
  [
    24,
    message('hi abcdefghijklmnop'),
    ['14:05 anna: hi', '            abcdefghijkl', '            mnop']
  ],
  [24, message('日本語日本語日本語'), ['14:05 anna: 日本語日本語', '            日本語']],
  // Half of a wide letter does not fit.
  [25, message('x日本語日本語日本語'), ['14:05 anna: x日本語日本語', '            日本語']],
  [26, message('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧'), ['14:05 anna: 👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧', '            👨‍👩‍👧']],
  [
    80,
    message('one\ntwo\n\nthree'),
    ['14:05 anna: one', '            two', '', '            three']
  ],
  // Leading space is part of what was said: code, say.
  [80, message('if\n  then'), ['14:05 anna: if', '              then']],
  // No room beside the name.
  [20, message('hello you out there'), ['14:05 anna: ', '  hello you out', '  there']],
  [20, message('hi'), ['14:05 anna: hi']],
  [20, note(plain('the host has left the room')), ['the host has left', '  the room']],
  [3, note(plain('abcdef')), ['abc', '  d', '  e', '  f']],
  [1, note(plain('ab')), ['a', 'b']],
  [10, { ...note(plain('a key that is long')), isWhole: true }, ['a key that is long']]
]

test('long lines go on under the text, not under the name', (t) => {
  for (const [columns, entry, rows] of WRAPPED) {
    t.alike(
      wrap(entry, columns).map((row) => plainText(row).replace(/^ +$/, '')),
      rows
    )
  }
})

test('a style goes on where its text does', (t) => {
  const [first, second] = wrap(note(plain('one '), dim('two three')), 8)
  t.alike(first, [plain('one '), dim('two')])
  t.alike(second, [plain('  '), dim('three')])
})

test('whatever is said, no row is too wide, and nothing is lost but space', (t) => {
  const letters = ['a', 'bc', ' ', '  ', '日', '👨‍👩‍👧', '🇩🇪', 'e\u0301', '\n', 'word', 'ง', '-']
  for (let seed = 0; seed < 1500; seed++) {
    const random = new Random(seed)
    const columns = 4 + random.below(40)
    const text = random.picks(letters, 60).join('')
    const rows = wrap(
      { head: random.below(2) ? [plain('ab: ')] : [], body: [plain(text)] },
      columns
    )
    const shown = rows.map(plainText)
    if (shown.some((row) => columnsOf(row) > columns)) t.fail(`seed ${seed}: too wide`)
    const all = shown.join('').replace('ab: ', '').replace(/\s/g, '')
    if (all !== text.replace(/\s/g, '')) t.fail(`seed ${seed}: ${JSON.stringify(text)} is ${all}`)
    const parts = shown.flatMap(graphemes).filter((part) => part.trim() !== '')
    const whole = graphemes(text).filter((part) => part.trim() !== '')
    if (
      parts.length !==
      whole.length + (rows[0] && plainText(rows[0]).startsWith('ab: ') ? 3 : 0)
    ) {
      t.fail(`seed ${seed}: a grapheme is split`)
    }
  }
  t.pass()
})

test('what is cut off ends in an ellipsis', (t) => {
  const clipped = (columns: number): string =>
    plainText(clipSpans([plain('ab'), dim('日本')], columns))
  t.is(clipped(6), 'ab日本')
  t.is(clipped(5), 'ab日…')
  t.is(clipped(4), 'ab…')
  t.is(clipped(1), '…')
  t.is(clipped(0), '')
})
