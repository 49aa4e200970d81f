// Frames, as a terminal shows them.
import test from 'brittle'
import { loadWidths } from '../../../../shared/terminal/edit/graphemes.ts'
import { messageEntry } from '../../../../shared/terminal/entries.ts'
import { testKey } from '../../../helpers/keys.ts'
import { printable, printableText } from '../../../../shared/base/text.ts'
import { Random } from '../../../helpers/random.ts'
import { NOON, said, Stage, typed } from '../../../helpers/stage.ts'

await loadWidths()

const STATUS = 'b76aa8fe · 2 here: host, anna'

test('messages appear above the line being edited, which is unaffected', async (t) => {
  const stage = new Stage(80, 24)
  await stage.draw([])
  t.alike(stage.rows, ['> ', STATUS])
  await stage.draw([said('one')], typed('half a l', 'ine'))
  await stage.draw([said('two'), said('three')], typed('half a l', 'ine'))
  const rows = ['12:00 anna: one', '12:00 anna: two', '12:00 anna: three', '> half a line', STATUS]
  t.alike(stage.rows, rows)
  t.alike(stage.emulator.cursor, { row: 3, column: 10 })
  t.ok(stage.emulator.wraps)
})

test('what scrolls away is complete, and the line stays at the bottom', async (t) => {
  const stage = new Stage(40, 6)
  const texts = Array.from({ length: 100 }, (_, index) => `message ${index}`)
  for (const text of texts) await stage.draw([said(text)], typed('typing'))
  t.alike(stage.rows, [...texts.map((text) => `12:00 anna: ${text}`), '> typing', STATUS])
  t.is(stage.emulator.scrolled, 96)
  t.alike(stage.emulator.cursor, { row: 100, column: 8 }, 'though the rows below had to scroll')
  // More at once than the screen has rows.
  await stage.draw(texts.map(said), typed('typing'))
  t.is(stage.rows.length, 202)
  t.is(stage.rows.at(-3), '12:00 anna: message 99')
})

test('the line grows and shrinks without leaving anything behind', async (t) => {
  const stage = new Stage(20, 10)
  await stage.draw([said('hi')])
  await stage.draw([], typed('x'.repeat(50)))
  t.alike(stage.rows.slice(1), [
    `> ${'x'.repeat(18)}`,
    `  ${'x'.repeat(18)}`,
    `  ${'x'.repeat(14)}`,
    'b76aa8fe · 2 here'
  ])
  t.alike(stage.emulator.cursor, { row: 3, column: 16 })
  // Full to the last column: the cursor is in the next row.
  await stage.draw([], typed('x'.repeat(36)))
  t.alike(stage.emulator.cursor, { row: 3, column: 2 })
  await stage.draw([], typed('short', ''))
  t.alike(stage.rows, ['12:00 anna: hi', '> short', 'b76aa8fe · 2 here'])
  await stage.draw([], { ...typed('short'), waiting: ['one', 'two'] })
  t.is(stage.rows.length, 5)
  await stage.draw([said('one'), said('two')], typed(''))
  t.alike(stage.rows.slice(1), ['12:00 anna: one', '12:00 anna: two', '> ', 'b76aa8fe · 2 here'])
})

test('the cursor is placed correctly, however wide the terminal draws a character', async (t) => {
  const stage = new Stage(40, 6)
  // The emulator takes this family for six columns, or eight; the tables say two.
  await stage.draw([], typed('👨‍👩‍👧', 'x'))
  const { row, column } = stage.emulator.cursor
  t.is(stage.emulator.cell(row, column)?.getChars(), 'x')
})

test('names and mentions are coloured, the line is not', async (t) => {
  const stage = new Stage(80, 24)
  await stage.draw([
    messageEntry({ time: NOON, author: testKey('ff'), name: 'anna', text: 'hi ben' }, 'ben')
  ])
  const cell = (row: number, column: number) => stage.emulator.cell(row, column)
  t.ok(cell(0, 0)?.isDim())
  t.ok(cell(0, 6)?.isFgPalette())
  t.is(cell(0, 12)?.isInverse(), 0)
  t.ok(cell(0, 15)?.isInverse())
  t.ok(cell(1, 3)?.isFgDefault())
})

test('after a change of width during typing there is one line, and all messages', async (t) => {
  for (const reach of [[60], [32], [36, 100], [33, 37, 70], [100]]) {
    const stage = new Stage(40, 12)
    const scene = {
      ...typed('a line that takes more than one row of it', ' here'),
      waiting: ['waiting for the host']
    }
    const texts = [
      'one',
      'two',
      'a long message that takes three rows on a screen of forty columns, for sure'
    ]
    await stage.draw(texts.map(said), scene)
    for (const columns of reach) stage.resize(columns, 12)
    await stage.draw([], scene)
    await stage.draw([said('after')], scene)
    const all = stage.rows.join(' ').replace(/\s+/g, ' ')
    t.is(all.split('a line that').length, 2, `${reach.join()}: ${all}`)
    t.is(all.split('waiting for the host').length, 2)
    t.is(all.split('2 here').length, 2)
    // Rows that stay are the terminal's: it breaks them where it likes.
    const spoken = all.replace(/ ….*/, '').replaceAll(' ', '')
    const expected = [...texts, 'after'].map((text) => `12:00 anna: ${text}`).join('')
    t.is(spoken, expected.replaceAll(' ', ''))
  }
})

test('a change of height keeps the line', async (t) => {
  const stage = new Stage(40, 12)
  await stage.draw(
    Array.from({ length: 20 }, (_, index) => said(`${index}`)),
    typed('x')
  )
  for (const rows of [5, 24, 3]) {
    stage.resize(40, rows)
    await stage.draw([said(`rows ${rows}`)], typed('x'))
    const shown = stage.rows.filter((row) => row !== '')
    t.alike(shown.slice(-3), [`12:00 anna: rows ${rows}`, '> x', STATUS])
    t.is(shown.length, new Set(shown).size)
  }
})

test('Ctrl-L clears the screen and loses nothing', async (t) => {
  const stage = new Stage(40, 6)
  await stage.draw(['one', 'two', 'three'].map(said), typed('x'))
  await stage.clear()
  await stage.draw([], typed('x'))
  const rows = stage.rows.filter((row) => row !== '')
  t.alike(rows, ['12:00 anna: one', '12:00 anna: two', '12:00 anna: three', '> x', STATUS])
  t.is(stage.emulator.cursor.row, stage.emulator.scrolled, 'the line is at the top')
})

test('at the end the line is removed, and the shell continues below the messages', async (t) => {
  const stage = new Stage(40, 6)
  await stage.draw(['one', 'two', 'three', 'four', 'five'].map(said), typed('x'.repeat(60)))
  await stage.end(['last words'])
  await stage.emulator.write('$ ')
  t.alike(stage.rows.slice(-3), ['12:00 anna: five', 'last words', '$ '])
})

test('whatever strangers say or call themselves, only the rows of their messages change', async (t) => {
  const pieces = [
    '\x1b',
    '\x9b',
    '\x9d',
    '[',
    ']',
    '2J',
    '1;1H',
    '?1049h',
    '31m',
    '0;',
    '\x07',
    '\x1b\\',
    '\r',
    '\b',
    '\n',
    '\t',
    'P',
    '\x1bc',
    '\x1b7',
    '\x1b8',
    '\u202e',
    '\u2066',
    '\u200d',
    '\ufe0f',
    '\u0301',
    '👨‍👩‍👧',
    '🇩',
    '日',
    'ﷺ',
    '\u3164',
    '\u00ad',
    '\u200b',
    'a',
    ' ',
    'word',
    '\u0e33',
    '\u1160',
    '🏴\u{e0067}\u{e007f}',
    '\ud800',
    '𒐫'
  ]
  for (let seed = 0; seed < 400; seed++) {
    const random = new Random(seed)
    const columns = 20 + random.below(60)
    const stage = new Stage(columns, 12)
    await stage.draw([said('before')], typed('ty', 'ped'))
    const text = printableText(random.picks(pieces, 40).join(''))
    const name = printable(random.picks(pieces, 6).join(''))
    const hostile = messageEntry(
      { time: NOON, author: testKey('ab'), name, text },
      random.pick(['anna', 'a'])
    )
    await stage.draw([hostile], typed('ty', 'ped'))
    await stage.draw([said('after')], typed('ty', 'ped'))
    const { rows, emulator } = stage
    const { row, column } = emulator.cursor
    const isRight =
      rows[0] === '12:00 anna: before' &&
      rows[1]?.startsWith('12:00 ') &&
      rows.at(-3) === '12:00 anna: after' &&
      rows.at(-2) === '> typed' &&
      rows.at(-1)?.startsWith('b76aa8fe') &&
      row === rows.length - 2 &&
      column === 4 &&
      rows.filter((each) => each === '> typed').length === 1
    if (!isRight) t.fail(`seed ${seed}: ${JSON.stringify({ name, text, rows })}`)
  }
  t.pass()
})

test('whatever is typed, only the rows of the line change', async (t) => {
  const letters = [
    'a',
    ' ',
    '日',
    '👨‍👩‍👧',
    '🇩🇪',
    '🏴‍☠️',
    'e\u0301',
    '\n',
    'ﷺ',
    '\u3164',
    '\u0e33',
    'क्षि',
    '각',
    'words'
  ]
  for (let seed = 0; seed < 400; seed++) {
    const random = new Random(seed)
    const stage = new Stage(20 + random.below(30), 8 + random.below(8))
    await stage.draw([said('before')])
    for (let frame = 0; frame < 4; frame++) {
      const text = (): string => random.picks(letters, 25).join('')
      await stage.draw([], typed(text(), text()))
    }
    await stage.draw([said('after')], typed('end'))
    const isRight = stage.rows
      .join('|')
      .startsWith('12:00 anna: before|12:00 anna: after|> end|b76aa8fe')
    if (!isRight || stage.rows.length !== 4) t.fail(`seed ${seed}: ${JSON.stringify(stage.rows)}`)
  }
  t.pass()
})
