// What terminals send for each key, as xterm, tmux, the Linux console and rxvt send it.
import test from 'brittle'
import { KeyReader, PASTE_LIMIT } from '../../../../shared/terminal/edit/keys.ts'
import { Random } from '../../../helpers/random.ts'

const ESC = '\x1b'

const SEQUENCES: [input: string, keys: string[]][] = [
  ['a', ['a']],
  ['hé日本👨‍👩‍👧', ['hé日本👨‍👩‍👧']],
  ['\r', ['<enter>']],
  ['\n', ['<enter>']],
  ['\t', ['<tab>']],
  ['\x7f', ['<backspace>']],
  ['\b', ['<backspace>']],
  ['\x01\x05\x02\x06', ['<ctrl-a>', '<ctrl-e>', '<ctrl-b>', '<ctrl-f>']],
  ['\x0b\x15\x17\x19', ['<ctrl-k>', '<ctrl-u>', '<ctrl-w>', '<ctrl-y>']],
  ['\x03\x04\x0c\x12\x1a', ['<ctrl-c>', '<ctrl-d>', '<ctrl-l>', '<ctrl-r>', '<ctrl-z>']],
  [`${ESC}[A${ESC}[B${ESC}[C${ESC}[D`, ['<up>', '<down>', '<right>', '<left>']],
  [`${ESC}OA${ESC}OB${ESC}OC${ESC}OD`, ['<up>', '<down>', '<right>', '<left>']],
  [`${ESC}[H${ESC}OH${ESC}[1~${ESC}[7~`, ['<home>', '<home>', '<home>', '<home>']],
  [`${ESC}[F${ESC}OF${ESC}[4~${ESC}[8~`, ['<end>', '<end>', '<end>', '<end>']],
  [`${ESC}[3~`, ['<delete>']],
  [`${ESC}[1;5C${ESC}[1;5D`, ['<ctrl-right>', '<ctrl-left>']],
  [`${ESC}[1;3C${ESC}[1;3D`, ['<alt-right>', '<alt-left>']],
  [`${ESC}b${ESC}f${ESC}d`, ['<alt-b>', '<alt-f>', '<alt-d>']],
  [`${ESC}\x7f${ESC}\r`, ['<alt-backspace>', '<alt-enter>']],
  [`${ESC}[Z`, ['<shift-tab>']],
  ['ab\rcd', ['ab', '<enter>', 'cd']],
  // Keys that mean nothing here must not leave their letters in the line.
  [`${ESC}[15~${ESC}[1;2P${ESC}[5~x`, ['x']],
  [`${ESC}[[Ax`, ['x']],
  [`${ESC}[I${ESC}[<0;10;10Mx`, ['x']],
  [`${ESC}OPx`, ['x']],
  // Two Escapes are one Escape, and one that may begin something.
  [`${ESC}${ESC}[A`, ['<escape>', '<up>']],
  // What cannot be seen is not typed.
  ['a\u202eb\x85c', ['abc']],
  [`${ESC}[200~one line${ESC}[201~`, ['{one line}']],
  [`${ESC}[200~one\rtwo\r\nthree\n${ESC}[201~`, ['{one\ntwo\nthree}']],
  [`a${ESC}[200~b${ESC}[201~c`, ['a', '{b}', 'c']],
  [`${ESC}[200~${ESC}[2Jred ${ESC}[31malert\x03\x04${ESC}[201~`, ['{red alert}']]
]

test('every key is known by what terminals send for it', (t) => {
  for (const [input, keys] of SEQUENCES) t.alike(read([input]), keys, JSON.stringify(input))
})

test('it does not matter where what a terminal sends is cut', (t) => {
  for (const [input, keys] of SEQUENCES) {
    // Characters come whole: whoever decodes the bytes sees to that.
    const characters = Array.from(input)
    t.is(joined(read(characters)), joined(keys), JSON.stringify(input))
    for (let cut = 1; cut < characters.length; cut++) {
      const halves = [characters.slice(0, cut).join(''), characters.slice(cut).join('')]
      t.is(joined(read(halves)), joined(keys))
    }
  }
})

test('an Escape alone is known after a while', (t) => {
  const reader = new KeyReader()
  t.alike(reader.push(ESC), [])
  t.ok(reader.isWaiting)
  t.alike(reader.flush(), [{ name: 'escape', text: '' }])
  t.absent(reader.isWaiting)
  t.alike(reader.push('a'), [{ name: 'text', text: 'a' }])
})

test('a sequence that is never ended is forgotten', (t) => {
  const reader = new KeyReader()
  t.alike(reader.push(`${ESC}[1;`), [])
  t.alike(reader.flush(), [])
  t.alike(show(reader.push('5C')), ['5C'])
  t.alike(show(reader.push(`${ESC}[${'1'.repeat(40)}`)), [])
  t.absent(reader.isWaiting)
})

test('a paste that is never ended is given after a while', (t) => {
  const reader = new KeyReader()
  t.alike(reader.push(`${ESC}[200~half${ESC}[20`), [])
  t.alike(show(reader.flush()), ['{half}'])
  t.alike(show(reader.push('x\r')), ['x', '<enter>'])
})

test('an endless paste does not fill the memory', (t) => {
  const reader = new KeyReader()
  reader.push(`${ESC}[200~`)
  for (let round = 0; round < 100; round++) reader.push('x'.repeat(10_000))
  const [pasted] = reader.push(`${ESC}[201~`)
  t.is(pasted?.text.length, PASTE_LIMIT)
})

test('whatever comes, only what can be seen gets into a line', (t) => {
  const pieces = [
    ESC,
    '[',
    '1',
    ';',
    '5',
    'C',
    '~',
    'O',
    'a',
    'é',
    '\r',
    '\x9b',
    '\u202e',
    '200~',
    '201~',
    '\0',
    '\x7f'
  ]
  for (let seed = 0; seed < 2000; seed++) {
    const random = new Random(seed)
    const reader = new KeyReader()
    const keys = [
      ...random.picks(pieces, 30).flatMap((piece) => reader.push(piece)),
      ...reader.flush()
    ]
    const isSeen = keys.every(({ text }) => !/[^\P{Cc}\n]|\p{Bidi_Control}/u.test(text))
    if (!isSeen || reader.isWaiting) t.fail(`seed ${seed}`)
  }
  t.pass()
})

function read(inputs: string[]): string[] {
  const reader = new KeyReader()
  return show([...inputs.flatMap((input) => reader.push(input)), ...reader.flush()])
}

function show(keys: { name: string; text: string }[]): string[] {
  return keys.map(({ name, text }) => {
    if (name === 'text') return text
    return name === 'paste' ? `{${text}}` : `<${name}>`
  })
}

/** Letters may come one by one. */
function joined(keys: string[]): string {
  return keys.join('')
}
