// The line editor: the line and the cursor after each key.
import test from 'brittle'
import { LIMITS } from '../../../../shared/base/limits.ts'
import { createEditor, type Editor } from '../../../../shared/terminal/edit/editor-state.ts'
import { press, type Effect } from '../../../../shared/terminal/edit/editor.ts'
import { graphemes } from '../../../../shared/terminal/edit/graphemes.ts'
import { textOf } from '../../../../shared/terminal/edit/line.ts'
import { Random } from '../../../helpers/random.ts'

const FAMILY = '👨‍👩‍👧'
const FLAG = '🇩🇪'
const ACCENT = 'e\u0301'
const VOCABULARY = { commands: ['msg', 'me', 'quit'], names: ['ben', 'Anna', 'andré'] }

/** What is typed, in the letters of a line and <keys>; and the line, with the cursor as |. */
const EDITS: [typed: string, line: string][] = [
  ['hello', 'hello|'],
  ['hello<left>', 'hell|o'],
  ['hello<left><left><right>', 'hell|o'],
  ['hello<ctrl-b><ctrl-b><ctrl-f>', 'hell|o'],
  ['hello<home>', '|hello'],
  ['hello<ctrl-a>x', 'x|hello'],
  ['hello<home><end>', 'hello|'],
  ['hello<ctrl-a><ctrl-e>!', 'hello!|'],
  ['hello<home><left>', '|hello'],
  ['hello<right>', 'hello|'],
  ['hello<backspace>', 'hell|'],
  ['hello<home><delete>', '|ello'],
  ['hello<home><ctrl-d>', '|ello'],
  ['hello<delete>', 'hello|'],
  ['<backspace>', '|'],
  // By word.
  ['one two-three<alt-b>', 'one two-|three'],
  ['one two-three<alt-b><alt-b>', 'one |two-three'],
  ['one two<ctrl-left><ctrl-left><ctrl-left>', '|one two'],
  ['one two<home><alt-f>', 'one| two'],
  ['one, two<home><ctrl-right><alt-right>', 'one, two|'],
  ['naïve日本 x<alt-b><alt-b>', '|naïve日本 x'],
  // Kills, and what they bring back.
  ['one two<ctrl-w>', 'one |'],
  ['one two-three  <ctrl-w>', 'one |'],
  ['one two<ctrl-u>', '|'],
  ['one two<alt-b><ctrl-u>', '|two'],
  ['one two<alt-b><ctrl-k>', 'one |'],
  ['one two<alt-b><ctrl-k><home><ctrl-y>', 'two|one '],
  ['one two<ctrl-w><ctrl-w><ctrl-y>', 'one two|'],
  ['one two<home><alt-d><alt-d><ctrl-y>', 'one two|'],
  ['one two<ctrl-w>x<ctrl-w><ctrl-y>', 'one x|'],
  ['one two-three<alt-backspace>', 'one two-|'],
  ['one two-three<ctrl-backspace>', 'one two-|'],
  ['one two<home><ctrl-delete>', '| two'],
  ['one<ctrl-w><ctrl-w><ctrl-y><ctrl-y>', 'oneone|'],
  // Graphemes are never split.
  [`a${FAMILY}b<left><left>`, `a|${FAMILY}b`],
  [`a${FAMILY}<backspace>`, 'a|'],
  [`${ACCENT}x<home><delete>`, '|x'],
  [`x${ACCENT}<left>`, `x|${ACCENT}`],
  [`x${FLAG}${FLAG}<left><backspace>`, `x|${FLAG}`],
  // A mark that is typed before a letter joins the one before it, and the cursor goes behind both.
  ['ex<left>\u0301', `${ACCENT}|x`],
  // The two halves of a flag meet when what is between them goes.
  ['🇩x🇪<left><backspace>', `${FLAG}|`],
  ['日本語<left><backspace>', '日|語'],
  // History.
  ['one<enter>two<enter><up>', 'two|'],
  ['one<enter>two<enter><up><up>', 'one|'],
  ['one<enter>two<enter><up><up><up>', 'one|'],
  ['one<enter>dra<up><down>', 'dra|'],
  ['one<enter>dra<up><down><down>', 'dra|'],
  ['one<enter>one<enter>two<enter><ctrl-p><ctrl-p><ctrl-n>', 'two|'],
  ['one<enter>one<enter><up><up>', 'one|'],
  // Up and Down go from row to row first, and keep to their column.
  ['one<enter>{ab\ncd}<up>', 'ab|\ncd'],
  ['one<enter>{ab\ncd}<up><up>', 'one|'],
  ['one<enter>{ab\ncd}<up><up><down>', 'ab\ncd|'],
  ['{long row\nx\nlong row}<left><up><up>', 'long ro|w\nx\nlong row'],
  ['{long row\nx\nlong row}<left><up><up><down><down>', 'long row\nx\nlong ro|w'],
  ['{long row\nx\nlong row}<left><up><left><up>', '|long row\nx\nlong row'],
  ['{\nab}x<home><down>', '\n|abx'],
  ['ab<alt-enter>cd<up><up>', 'ab|\ncd'],
  ['<alt-enter>ab<up>x', 'x|\nab'],
  ['{日本語\nabcd}<left><up>', '日|本語\nabcd'],
  ['{ab\ncd}<home><down>', 'ab\n|cd'],
  ['{ab\ncd}<down>x', 'ab\ncdx|'],
  ['{one\ntwo}<enter>y<up>', 'one\ntwo|'],
  ['{one\ntwo}<enter>yx<up><up><down><down>', 'x|'],
  // Ctrl-P and Ctrl-N go to what was sent, from any row.
  ['one<enter>{ab\ncd}<ctrl-p>', 'one|'],
  ['one<enter>{ab\ncd}<ctrl-p><ctrl-n>', 'ab\ncd|'],
  // Ctrl-R.
  ['one<enter>only<enter>two<enter><ctrl-r>on', 'only|'],
  ['one<enter>only<enter>two<enter><ctrl-r>on<ctrl-r>', 'one|'],
  ['one<enter>only<enter>two<enter><ctrl-r>on<ctrl-r><ctrl-r>', 'one|'],
  ['one<enter>only<enter><ctrl-r>one<backspace>', 'only|'],
  ['ONE<enter>x<ctrl-r>one', 'ONE|'],
  ['one<enter>x<ctrl-r>one<escape>', 'x|'],
  ['one<enter>x<ctrl-r>one<ctrl-g>', 'x|'],
  ['one<enter>x<ctrl-r>nowhere', 'x|'],
  ['one<enter>x<ctrl-r>on<home>', '|one'],
  ['one<enter>x<ctrl-r>on<left>!', 'on!|e'],
  ['one<enter>two<enter>x<ctrl-r>on<down>', 'two|'],
  ['one<enter>two<enter>x<ctrl-r>on<down><down>', 'x|'],
  // Completion.
  ['an<tab>', 'Anna: |'],
  ['an<tab><tab>', 'andré: |'],
  ['an<tab><tab><tab>', 'Anna: |'],
  ['an<tab><shift-tab>', 'andré: |'],
  ['an<tab>hi', 'Anna: hi|'],
  ['hi an<tab>', 'hi Anna |'],
  ['hi an<tab>x<tab>', 'hi Anna x|'],
  ['<tab>', 'ben: |'],
  ['hi <tab>', 'hi |'],
  ['zoe<tab>', 'zoe|'],
  ['/m<tab>', '/msg |'],
  ['/m<tab><tab>', '/me |'],
  ['/msg <tab>', '/msg ben |'],
  ['/msg be<tab>', '/msg ben |'],
  ['bye<home>an<tab>', 'Anna: |bye'],
  // Several lines.
  ['{one\ntwo}', 'one\ntwo|'],
  ['a{one\ntwo}<home>x', 'x|aone\ntwo'],
  ['one<alt-enter>two', 'one\ntwo|'],
  ['{one\ntwo}<enter>', 'one\ntwo|'],
  ['{one\ntwo}<enter>x', 'one\ntwo|'],
  ['{one\ntwo}<enter>nx', 'one\ntwox|'],
  ['{one\ntwo}<enter><escape>x', 'one\ntwox|'],
  ['{one\ntwo}<enter>y', '|'],
  ['{one\ntwo}<enter>{yes}', 'one\ntwoyes|'],
  ['{one\ntwo}<enter><enter>', '|'],
  ['{one\ntwo}<enter><ctrl-c>', '|'],
  ['hello<ctrl-c>', '|'],
  ['one<enter>hello<up><ctrl-c><up>', 'one|'],
  ['one two<ctrl-w><ctrl-c><ctrl-y>', 'two|'],
  ['  <enter>', '|'],
  ['<f5>x<unknown>', 'x|']
]

test('each key does what it does in other line editors', (t) => {
  for (const [typed, line] of EDITS) {
    const { before, after } = run(typed).editor.line
    t.is(`${before}|${after}`, line, typed)
  }
})

const EFFECTS: [typed: string, effects: string[]][] = [
  ['hello<enter>', ['send hello']],
  ['  hello <enter>', ['send   hello ']],
  ['<enter>', []],
  ['one<enter><up><enter>', ['send one', 'send one']],
  ['{one line}<enter>', ['send one line']],
  ['{one\ntwo}<enter>', []],
  ['{one\ntwo}<enter><enter>', ['send one\ntwo']],
  ['{one\ntwo}<enter>Y', ['send one\ntwo']],
  ['{one\ntwo}<enter>n<enter>y', ['send one\ntwo']],
  ['one<enter><ctrl-r>o<enter>', ['send one', 'send one']],
  ['<ctrl-c>', ['interrupt']],
  ['hello<ctrl-c>', ['interrupt']],
  ['hello<ctrl-c><ctrl-c>', ['interrupt', 'leave']],
  ['<ctrl-c>x<ctrl-c>', ['interrupt', 'interrupt']],
  ['<ctrl-r>x<ctrl-c><ctrl-c>', ['interrupt', 'leave']],
  ['<ctrl-d>', ['end']],
  ['x<ctrl-d>', []],
  ['<ctrl-r><ctrl-d>', ['end']],
  ['<ctrl-z>', ['suspend']],
  ['<ctrl-l>', ['clear-screen']]
]

test('a key reports exactly the action it asks for', (t) => {
  for (const [typed, effects] of EFFECTS) t.alike(run(typed).effects, effects, typed)
})

test('earlier lines are recalled', (t) => {
  const editor = createEditor(['from before', 'last time'])
  t.is(textOf(run('<up><up>', editor).editor.line), 'from before')
  t.is(textOf(run('<ctrl-r>time', editor).editor.line), 'last time')
  t.alike(run('new<enter>', editor).editor.history, ['from before', 'last time', 'new'])
})

test('a line holds twice the length of a post, and counts what does not fit', (t) => {
  const most = LIMITS.lineBytes
  const paste = (text: string, leftOut = 0) => ({ name: 'paste', text, leftOut })
  const after = (...keys: { name: string; text: string; leftOut?: number }[]): Editor =>
    keys.reduce((editor, key) => press(editor, key, VOCABULARY).editor, createEditor())
  const key = (name: string) => ({ name, text: '' })
  const letter = { name: 'text', text: 'x' }

  const full = after(paste('x'.repeat(most)))
  t.is(textOf(full.line).length, most)
  t.is(full.leftOut, 0)
  const over = after(paste('x'.repeat(most + 10), 1000), letter)
  t.is(textOf(over.line).length, most)
  t.is(over.leftOut, 1011, 'what comes after is not taken either')
  t.is(after(paste('日'.repeat(most))).leftOut, 3 * most - (most - (most % 3)))
  const family = after(paste('x' + FAMILY.repeat(1000)))
  t.ok(textOf(family.line).endsWith(FAMILY), 'no grapheme is split')

  t.is(after(paste('x', 7), key('left'), letter).leftOut, 7)
  t.is(after(paste('x', 7), key('backspace')).leftOut, 0, 'an empty line has nothing missing')
  t.is(after(paste('x', 7), key('ctrl-c'), letter).leftOut, 0)
  t.is(after(letter, key('enter'), paste('x', 7), key('up')).leftOut, 0)
  const brought = after(paste('x'.repeat(most)), key('ctrl-u'), key('ctrl-y'), key('ctrl-y'))
  t.is(brought.leftOut, most)
})

test('a line too long to post stays in the editor', (t) => {
  const typed = 'x'.repeat(LIMITS.textBytes)
  t.alike(run(`${typed}<enter>`).effects, [`send ${typed}`])
  const { editor, effects } = run(`${typed}é<enter>`)
  t.alike(effects, [])
  t.is(textOf(editor.line), `${typed}é`)
  t.alike(run('<backspace><enter>', editor).effects, [`send ${typed}`])
})

test('whatever is pressed, the cursor stays within the line and between graphemes', (t) => {
  const letters = [
    'a',
    ' ',
    '日',
    FAMILY,
    FLAG,
    '🇩',
    '\u0301',
    '\u200d',
    '👨',
    'ง',
    'ำ',
    '각',
    '\n',
    '-'
  ]
  const keys = [
    'left right home end up down backspace delete tab shift-tab enter escape alt-enter alt-b alt-f',
    'alt-d alt-backspace ctrl-a ctrl-b ctrl-e ctrl-f ctrl-k ctrl-u ctrl-w ctrl-y ctrl-d ctrl-r ctrl-c'
  ].flatMap((names) => names.split(' '))
  let pressed = 0
  for (let seed = 0; seed < 1500; seed++) {
    const random = new Random(seed)
    let editor = createEditor(['x', `${FAMILY}\u0301`, '/msg ben'])
    for (let count = 0; count < 40; count++, pressed++) {
      const isText = random.below(2) === 0
      const name = isText ? random.pick(['text', 'paste']) : random.pick(keys)
      const text = isText ? random.pick(letters) : ''
      const before = editor
      editor = press(editor, { name, text }, VOCABULARY).editor
      const problem = problemOf(editor, before, name)
      if (problem) return t.fail(`seed ${seed}, key ${count} ${name}: ${problem}`)
    }
  }
  t.is(pressed, 60_000)
})

function problemOf(
  { line, position, history }: Editor,
  before: Editor,
  name: string
): string | null {
  const edges = new Set([0])
  let edge = 0
  for (const grapheme of graphemes(textOf(line))) edges.add((edge += grapheme.length))
  if (!edges.has(line.before.length)) return 'a grapheme is split'
  if (position < 0 || position > history.length) return 'out of the history'
  const isMove = /^(left|right|home|end|alt-[bf]|ctrl-[abef])$/.test(name)
  if (isMove && before.mode.is === 'typing' && textOf(line) !== textOf(before.line)) {
    return 'a move changed the text'
  }
  return null
}

function run(typed: string, editor = createEditor()): { editor: Editor; effects: string[] } {
  const effects: string[] = []
  for (const [, name, pasted, text = ''] of typed.matchAll(/<([\w-]+)>|\{([^}]*)\}|([^<{]+)/g)) {
    // Letters come one by one.
    const keys = name
      ? [{ name, text: '' }]
      : pasted === undefined
        ? Array.from(text, (letter) => ({ name: 'text', text: letter }))
        : [{ name: 'paste', text: pasted }]
    for (const key of keys) {
      const pressed = press(editor, key, VOCABULARY)
      editor = pressed.editor
      if (pressed.effect) effects.push(inWords(pressed.effect))
    }
  }
  return { editor, effects }
}

function inWords(effect: Effect): string {
  return effect.type === 'send' ? `send ${effect.text}` : effect.type
}
