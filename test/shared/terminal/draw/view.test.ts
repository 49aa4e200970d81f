// The rows below the conversation, on screens of different sizes. The cursor is shown as |.
import test from 'brittle'
import { createEditor, type Editor } from '../../../../shared/terminal/edit/editor-state.ts'
import { press } from '../../../../shared/terminal/edit/editor.ts'
import { columnsOf, graphemes, loadWidths } from '../../../../shared/terminal/edit/graphemes.ts'
import { lineOf } from '../../../../shared/terminal/edit/line.ts'
import { promptRows, type Row } from '../../../../shared/terminal/draw/prompt.ts'
import { dim, note, plainText } from '../../../../shared/terminal/draw/styled-text.ts'
import type { Scene } from '../../../../shared/terminal/draw/scene.ts'
import { drawScene } from '../../../../shared/terminal/draw/view.ts'
import { Random } from '../../../helpers/random.ts'

await loadWidths()

const WIDE = { columns: 80, rows: 24 }
const STATUS = 'b76aa8fe · 3 here: host, anna, ben'

test('an empty line has the status below it', (t) => {
  t.alike(drawn({}), ['> |', STATUS])
})

test('the line takes the rows it needs, around the cursor', (t) => {
  const rows = (text: string, after: string, columns: number, most: number): string[] =>
    promptRows({ ...lineOf(text), after }, '> ', columns, most).map(shown)
  t.alike(rows('hello', '', 20, 5), ['> hello|'])
  t.alike(rows('hello', '', 7, 5), ['> hello', '  |'])
  t.alike(rows('hello wide', '', 9, 5), ['> hello w', '  ide|'])
  t.alike(rows('', 'hello wide', 9, 5), ['> |hello w', '  ide'])
  t.alike(rows('hello w', 'ide', 9, 5), ['> hello w', '  |ide'])
  t.alike(rows('one\ntwo', '', 20, 5), ['> one', '  two|'])
  t.alike(rows('one', '\ntwo', 20, 5), ['> one|', '  two'])
  t.alike(rows('日本', '語', 7, 5), ['> 日本', '  |語'])
  t.alike(rows('a\tb', '', 20, 5), ['> a       b|'])
  t.alike(rows('日\t', '\tb', 20, 5), ['> 日      |        b'])
  t.alike(rows('abcdef\tg', '', 9, 5), ['> abcdef ', '  g|'], 'a tab ends at the edge')
  t.alike(rows('ab', '', 3, 5), ['ab|'])
  t.alike(rows('ab', '', 1, 5), ['a', 'b', '|'])
  t.alike(rows('a\nb\nc\nd', '', 20, 2), ['… c', '  d|'])
  t.alike(rows('', 'a\nb\nc\nd', 20, 2), ['> |a', '  b'])
  t.alike(rows('a\nb', '\nc\nd', 20, 2), ['> a', '  b|'])
  t.alike(rows('a\nb\nc', '\nd', 20, 1), ['… c|'])
})

test('texts the host does not have yet are shown above the line', (t) => {
  t.alike(drawn({ waiting: ['one', 'two\nlines'] }), [
    '  …   one',
    '  …   two ⏎ lines',
    '> |',
    `${STATUS} · 2 unsent`
  ])
  t.is(drawn({ waiting: ['a\tb'] })[0], '  …   a       b')
  t.alike(drawn({ waiting: ['one', 'two', 'three', 'four'] }).slice(0, 4), [
    '  …   one',
    '  …   two',
    '  …   and 2 more waiting',
    '> |'
  ])
  t.alike(drawn({ counting: note(dim('12:00 2 joined: a, b')) })[0], '12:00 2 joined: a, b')
})

test('on a small screen the conversation takes precedence', (t) => {
  const waiting = ['one', 'two', 'three', 'four']
  const long = createEditor()
  const editor: Editor = { ...long, line: lineOf('x'.repeat(400)) }
  const height = (rows: number, columns = 20): number =>
    drawn({ waiting, editor, counting: note(dim('x')) }, { columns, rows }).length
  t.is(height(24), 15)
  t.is(height(12), 11)
  t.is(height(5), 3)
  t.is(height(4), 2)
  t.is(height(3), 2)
  t.is(height(2), 1)
  t.is(height(1), 1)
  t.alike(drawn({ waiting }, { columns: 20, rows: 5 }), ['> |', '3 here · 4 unsent'])
})

test('searching, completing and confirming are shown in the status', (t) => {
  const scene = (...keys: string[]): string[] => drawn({ editor: pressed(keys) })
  t.alike(scene('ctrl-r', 'o'), ['? one|', 'search: o'])
  t.alike(scene('ctrl-r', 'o', 'x'), ['? |', 'no match: ox'])
  t.alike(scene('a', 'tab'), ['> anna: |', 'anna:  ann:  '])
  t.alike(scene('a', 'tab', 'tab'), ['> ann: |', 'ann:  anna:  '])
  t.alike(scene('b', 'tab'), ['> ben: |', STATUS])
  t.alike(scene('a', 'alt-enter', 'b'), ['> a', '  b|', STATUS])
  t.is(scene('a', 'alt-enter', 'b', 'enter').at(-1), 'Send these 2 lines as one message? y/n')
  const status = (editor: Partial<Editor>): string | undefined =>
    drawn({ editor: { ...createEditor(), ...editor } }).at(-1)
  t.is(status({ line: lineOf('é'.repeat(2050)) }), '4 bytes too long for one message')
  t.is(status({ line: lineOf('x'.repeat(4097)) }), '1 byte too long for one message')
  t.is(
    status({ line: lineOf('x'.repeat(4098)), leftOut: 100 }),
    '102 bytes too long for one message: the end was left out'
  )
  t.is(
    status({ line: lineOf('a\nb'), leftOut: 100, mode: { is: 'asking' } }),
    'Send only the first 2 lines as one message? y/n'
  )
})

test('any line fits any screen, with one cursor', (t) => {
  const letters = ['a', ' ', '日', '👨‍👩‍👧', '🇩🇪', 'e\u0301', '\n', 'words and more']
  for (let seed = 0; seed < 1000; seed++) {
    const random = new Random(seed)
    const size = { columns: 4 + random.below(80), rows: 1 + random.below(30) }
    const text = (most: number): string => random.picks(letters, most).join('')
    const editor = { ...createEditor(), line: { before: text(60), after: text(60) } }
    const waiting = random.picks(['one', 'two\nlines', '日'.repeat(50)], 8)
    const rows = drawScene(
      { ...SCENE, editor, waiting, counting: note(dim('日'.repeat(random.below(60)))) },
      size
    )
    const cursors = rows.filter(({ after }) => after !== null)
    const isFit =
      rows.length <= size.rows &&
      rows.every((row) => columnsOf(shown(row).replace('|', '')) <= size.columns)
    const column = columnsOf(plainText(cursors[0]?.before ?? []))
    if (!isFit || cursors.length !== 1 || column >= size.columns) t.fail(`seed ${seed}`)
    if (rows.some((row) => plainText(row.before).includes('\n'))) t.fail(`seed ${seed}: a newline`)
  }
  t.pass()
})

test('a line is shown whole where it fits', (t) => {
  const text = `${'日本語 '.repeat(20)}👨‍👩‍👧 the end`
  const rows = promptRows(lineOf(text), '> ', 33, 100).map((row) => shown(row).slice(2))
  t.is(rows.join('').replace('|', ''), text)
  t.ok(rows.every((row) => graphemes(row).length > 0))
})

const SCENE: Scene = {
  editor: createEditor(),
  notice: null,
  connectProgress: null,
  room: 'b76aa8fe',
  remarks: [],
  path: null,
  relaying: null,
  names: ['host', 'anna', 'ben'],
  away: [],
  waiting: [],
  counting: null,
  isQuiet: false
}

function drawn(scene: Partial<Scene>, size = WIDE): string[] {
  return drawScene({ ...SCENE, ...scene }, size).map(shown)
}

function shown({ before, after }: Row): string {
  return plainText(before) + (after === null ? '' : `|${plainText(after)}`)
}

function pressed(keys: string[]): Editor {
  const vocabulary = { commands: [], names: ['anna', 'ann', 'ben'] }
  return keys.reduce(
    (editor, name) => {
      const key = name.length === 1 ? { name: 'text', text: name } : { name, text: '' }
      return press(editor, key, vocabulary).editor
    },
    createEditor(['one'])
  )
}
