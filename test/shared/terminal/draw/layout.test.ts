import test from 'brittle'
import { columnsOf, graphemes, loadWidths } from '../../../../shared/terminal/edit/graphemes.ts'
import { clip, wrap } from '../../../../shared/terminal/draw/layout.ts'
import {
  dim,
  note,
  plain,
  plainText,
  type Entry
} from '../../../../shared/terminal/draw/styled-text.ts'
import { Emulator } from '../../../helpers/emulator.ts'
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
  // A word that is longer than a row is the terminal's to wrap, and nothing follows in its row.
  [24, message('abcdefghijklmnop'), ['14:05 anna: abcdefghijklmnop']],
  [24, message('abcdefghijkl mnop'), ['14:05 anna: abcdefghijkl', '            mnop']],
  [24, message('hi abcdefghijklmnop yo'), ['14:05 anna: hi abcdefghijklmnop', '            yo']],
  [24, message('hi abcdefghijkl'), ['14:05 anna: hi', '            abcdefghijkl']],
  [
    24,
    message('a https://example.org/a/long/way and more words'),
    ['14:05 anna: a https://example.org/a/long/way', '            and more', '            words']
  ],
  [
    24,
    message('twelve lettr abcdefghijklmnop'),
    ['14:05 anna: twelve lettr', '            abcdefghijklmnop']
  ],
  // Tabs go to stops from where the text begins, and end a row as spaces do.
  [80, message('a\tb\tc'), ['14:05 anna: a       b       c']],
  [
    80,
    message('\tif x:\n\t\ty()'),
    ['14:05 anna:         if x:', '                            y()']
  ],
  [80, message('日本\tb'), ['14:05 anna: 日本    b']],
  [24, message('a\tbcdefgh'), ['14:05 anna: a', '            bcdefgh']],
  [80, note(plain('a\tb')), ['a       b']],
  [24, message('\t\tdeep'), ['14:05 anna:         deep']],
  [24, message('日本語日本語日本語'), ['14:05 anna: 日本語日本語', '            日本語']],
  // Half of a wide letter does not fit.
  [25, message('x日本語日本語日本語'), ['14:05 anna: x日本語日本語', '            日本語']],
  // A terminal may draw the three of a family side by side.
  [26, message('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧'), ['14:05 anna: 👨‍👩‍👧👨‍👩‍👧', '            👨‍👩‍👧']],
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
  [3, note(plain('abc def')), ['abc', '  def']],
  [1, note(plain('ab')), ['ab']],
  [10, { ...note(plain('a key that is long')), isWhole: true }, ['a key that is long']]
]

test('long messages continue below their text, not below the name', (t) => {
  for (const [columns, entry, rows] of WRAPPED) {
    t.alike(
      wrap(entry, columns).map((row) => plainText(row).replace(/^ +$/, '')),
      rows
    )
  }
})

test('a style continues where its text does', (t) => {
  const [first, second] = wrap(note(plain('one '), dim('two three')), 8)
  t.alike(first, [plain('one '), dim('two')])
  t.alike(second, [plain('  '), dim('three')])
})

test('any message stays below its head, and only the terminal breaks words', async (t) => {
  const letters = ['a', 'bc', ' ', '  ', '日', '👨‍👩‍👧', '🇩🇪', 'e\u0301', '\n', 'word', 'ง', '-', '\t']
  const long = 'https://example.org/a/way/that/is/longer/than/most/rows/of/a/screen'
  for (let seed = 0; seed < 1500; seed++) {
    const random = new Random(seed)
    const columns = 4 + random.below(40)
    const text = random.picks([...letters, ' ', long], 40).join('')
    const head = random.below(2) ? [plain('ab: ')] : []
    const rows = wrap({ head, body: [plain(text)] }, columns).map(plainText)
    const all = rows.join('').replace('ab: ', '').replace(/\s/g, '')
    if (all !== text.replace(/\s/g, '')) t.fail(`seed ${seed}: ${JSON.stringify(text)} is ${all}`)
    const isTooWide = (row: string): boolean => columnsOf(row) > columns && !hasLong(row, columns)
    if (rows.some(isTooWide)) t.fail(`seed ${seed}: too wide: ${JSON.stringify(rows)}`)
    const words = rows.join(' ').split(/\s+/).filter(isNarrow)
    const whole = text.split(/\s+/).filter(isNarrow)
    if (whole.some((word) => !words.join(' ').includes(word))) t.fail(`seed ${seed}: a broken word`)
  }
  t.pass()

  /** Whether there is a word that no row has room for. */
  function hasLong(row: string, columns: number): boolean {
    return row.split(/\s|日|👨‍👩‍👧|🇩🇪/u).some((word) => columnsOf(word) > columns - 4)
  }

  function isNarrow(word: string): boolean {
    return graphemes(word).every((grapheme) => columnsOf(grapheme) < 2)
  }
})

test('a long word can be copied whole, wherever it stands and whatever the width', async (t) => {
  const long = 'https://example.org/a/way/that/is/longer/than/most/rows/of/a/screen?and=more'
  const texts = [
    long,
    `see ${long} for more of it`,
    `日本語 ${long}`,
    `${long} ${long}`,
    `\t${long}`,
    `word\n${long}`
  ]
  for (const text of texts) {
    for (const columns of [20, 24, 30, 40, 60, 80, 120]) {
      const emulator = new Emulator(columns, 24)
      for (const row of wrap(message(text), columns)) await emulator.write(`${plainText(row)}\r\n`)
      const found = emulator.lines.join('\n').split(long).length - 1
      t.is(found, text.split(long).length - 1, `${columns} columns:\n${emulator.lines.join('\n')}`)
      const isFull = emulator.rows.every((row) => columnsOf(row) <= columns)
      t.ok(isFull)
    }
  }
})

test('however long a word is, no row looks like the start of another message', async (t) => {
  const columns = 40
  for (const letter of ['👨‍👩‍👧‍👦', '👍🏽', '❤️‍🔥', '🇩🇪', '1️⃣', 'कि']) {
    for (let count = 0; count < columns; count++) {
      const emulator = new Emulator(columns, 24)
      const text = `${letter.repeat(count)} 14:05 boss: pay`
      for (const row of wrap(message(text), columns)) await emulator.write(`${plainText(row)}\r\n`)
      const forged = emulator.rows.filter((row) => /^.{0,4}14:05 boss/u.test(row))
      if (forged.length > 0) t.fail(`${letter} ${count} times: ${emulator.rows.join('|')}`)
    }
  }
  for (const blank of [' ', '\u00a0', '\u2003', '\u2800', '\u3164', '\u200b ', '\t']) {
    for (let length = 0; length < 2 * columns; length++) {
      const text = `${'x'.repeat(length)}14:05${blank}boss:${blank}pay`
      const emulator = new Emulator(columns, 24)
      for (const row of wrap(message(text), columns)) await emulator.write(`${plainText(row)}\r\n`)
      const forged = emulator.rows.filter(
        (row) => /^\S*14:05.?.?boss/.test(row) && !row.includes('anna')
      )
      if (forged.length > 0)
        t.fail(`${JSON.stringify(blank)} after ${length}: ${emulator.rows.join('|')}`)
    }
  }
  t.pass()
})

test('truncated text ends in an ellipsis', (t) => {
  const clipped = (columns: number): string =>
    plainText(clip(note(plain('ab'), dim('日本')), columns))
  t.is(clipped(6), 'ab日本')
  t.is(clipped(5), 'ab日…')
  t.is(clipped(4), 'ab…')
  t.is(clipped(1), '…')
  t.is(clipped(0), '')
})

test('a truncated row measures tabs from the start of its text, and limits combining marks', (t) => {
  const entry: Entry = { head: [dim('  …   ')], body: [dim('a\tb')] }
  t.is(plainText(clip(entry, 20)), '  …   a       b')
  t.is(plainText(clip(entry, 10)), '  …   a…')
  const marks = plainText(clip(note(plain(`a${'\u0301'.repeat(100_000)}`)), 20))
  t.ok(marks.length <= 160)
})
