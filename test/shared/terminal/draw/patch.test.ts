// A key press sends only the differences.
import b4a from 'b4a'
import test from 'brittle'
import { createEditor } from '../../../../shared/terminal/edit/editor-state.ts'
import { press } from '../../../../shared/terminal/edit/editor.ts'
import { loadWidths } from '../../../../shared/terminal/edit/graphemes.ts'
import { dim, note } from '../../../../shared/terminal/draw/styled-text.ts'
import type { Scene } from '../../../../shared/terminal/draw/scene.ts'
import { Random } from '../../../helpers/random.ts'
import { said, Stage, typed } from '../../../helpers/stage.ts'

await loadWidths()

/** From one line to another, the cursor as |, and the most bytes that takes. */
const KEYS: [from: string, to: string, most: number][] = [
  ['|', 'a|', 1],
  ['hello|', 'hello |', 1],
  ['hello|', 'hell|', 4],
  ['hello|', 'hell|o', 1],
  ['hell|o', 'hello|', 8],
  ['hello|', '|hello', 7],
  ['he|llo', 'hex|llo', 9],
  ['hello|', 'hello|', 0],
  ['приве|', 'привет|', 12],
  ['日本|', '日本語|', 13],
  ['日本|', '日|本', 50],
  ['e|', 'e\u0301|', 40],
  ['hello|', '|', 10]
]

test('a keystroke costs what it changes', async (t) => {
  for (const [from, to, most] of KEYS) {
    const stage = new Stage(80, 24)
    await stage.draw([], line(from))
    const bytes = await stage.draw([], line(to))
    const name = `${from} → ${to}: ${JSON.stringify(bytes)}`
    t.ok(b4a.byteLength(bytes) <= most, name)
    await isAsAnew(t, stage, line(to), name)
  }
})

test('unchanged rows are not sent again', async (t) => {
  const stage = new Stage(80, 24)
  const scene = { waiting: ['one', 'two'], counting: note(dim('12:00 ben joined')), ...line('hi|') }
  await stage.draw([said('hello')], scene)
  t.is(await stage.draw([], scene), '')
  t.is(await stage.draw([], { ...scene, ...line('hi!|') }), '!')
  const bytes = await stage.draw([], { ...scene, names: ['host', 'anna', 'ben'] })
  t.ok(bytes.includes('ben') && !bytes.includes('hi') && !bytes.includes('one'), bytes)
  t.is(stage.rows.at(-1), 'b76aa8fe · 3 here: host, anna, ben · 2 unsent')
})

test('a screen of another size is redrawn', async (t) => {
  const stage = new Stage(80, 24)
  await stage.draw([], line('hi|'))
  stage.resize(80, 20)
  t.ok((await stage.draw([], line('hi|'))).includes('hi'))
  stage.resize(70, 20)
  t.ok((await stage.draw([], line('hi|'))).includes('hi'))
})

test('whatever is typed, the screen looks as if redrawn', async (t) => {
  const letters = [
    'a',
    ' ',
    'é',
    'ж',
    '日',
    '👨‍👩‍👧',
    '🇩🇪',
    '\u0301',
    '\u200d',
    'ﷺ',
    '\u0e33',
    'word',
    '\n',
    '…'
  ]
  const keys =
    'left right home end up down backspace delete alt-b ctrl-k ctrl-y ctrl-u alt-enter ctrl-r escape'
  for (let seed = 0; seed < 40; seed++) {
    const random = new Random(seed)
    const stage = new Stage(20 + random.below(60), 6 + random.below(18))
    let editor = createEditor(['one', 'two\nlines', '日本語'])
    let rest: Partial<Scene> = {}
    for (let count = 0; count < 30; count++) {
      const isText = random.below(3) > 0
      const name = isText ? 'text' : random.pick(keys.split(' '))
      const text = isText ? random.pick(letters) : ''
      editor = press(editor, { name, text }, { commands: [], names: [] }).editor
      if (random.below(5) === 0) {
        rest = {
          waiting: random.picks(['one', 'zwei', '日本語'], 3),
          names: random.picks(['host', 'anna', '日本', 'ж'], 4),
          notice: random.pick([null, 'a notice', 'another'])
        }
      }
      const bytes = await stage.draw([], { ...rest, editor })
      const name2 = `seed ${seed}, key ${count} ${name} ${JSON.stringify({ text, bytes })}`
      if (/\?25l(?![^]*\?25h)/.test(bytes)) t.fail(`the cursor is hidden: ${name2}`)
      if (!(await isAsAnew(t, stage, { ...rest, editor }, name2))) return
    }
  }
  t.pass()
})

/** Compares with a screen on which only the last picture was drawn. */
async function isAsAnew(
  t: { fail: (message: string) => void },
  stage: Stage,
  scene: Partial<Scene>,
  name: string
): Promise<boolean> {
  const anew = new Stage(stage.columns, stage.height)
  await anew.draw([], scene)
  const shown = ({ rows, emulator }: Stage): string =>
    JSON.stringify({
      live: rows.slice(-anew.rows.length),
      // Behind the last column is on it.
      cursor: Math.min(emulator.cursor.column, stage.columns - 1),
      back: rows.length - emulator.cursor.row,
      wraps: emulator.wraps
    })
  const isSame = shown(stage) === shown(anew)
  if (!isSame) t.fail(`${name}\n${shown(stage)}\n${shown(anew)}`)
  return isSame
}

function line(text: string): Partial<Scene> {
  const [before = '', after = ''] = text.split('|')
  return typed(before, after)
}
