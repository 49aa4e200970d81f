// What terminals send for each key, as xterm, tmux, the Linux console and rxvt send it.
import test from 'brittle'
import { KeyReader } from '../../../../shared/terminal/edit/keys.ts'
import { PASTE_LIMIT } from '../../../../shared/terminal/edit/paste.ts'
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
  [`${ESC}OPx`, ['x']],
  // With a modifier, as many of them as there are.
  [`${ESC}[1;2A${ESC}[1;6C${ESC}[1;7C`, ['<up>', '<ctrl-right>', '<ctrl-right>']],
  [`${ESC}[1;9C${ESC}[1;33C`, ['<alt-right>']],
  [`${ESC}[3;5~${ESC}[3^${ESC}[3$`, ['<ctrl-delete>', '<ctrl-delete>', '<delete>']],
  [`${ESC}Oa${ESC}[a${ESC}O5C`, ['<ctrl-up>', '<up>', '<ctrl-right>']],
  [`${ESC}[15;5~${ESC}[1;5P${ESC}[5;2~x`, ['x']],
  // The keypad in application mode.
  [`${ESC}Op${ESC}Oy${ESC}Ok${ESC}OM`, ['0', '9', '+', '<enter>']],
  ['\0a\x1fb\x1c', ['<ctrl-@>', 'a', '<ctrl-_>', 'b', '<ctrl-\\>']],
  // Alt and a letter of any script, and Alt and a control.
  [`${ESC}é${ESC}日${ESC}😀x`, ['<alt-é>', '<alt-日>', '<alt-😀>', 'x']],
  [`${ESC}B${ESC}D`, ['<alt-b>', '<alt-d>']],
  [`${ESC}\x03${ESC}\x04`, ['<escape>', '<ctrl-c>', '<escape>', '<ctrl-d>']],
  // The eighth bit as Meta, and controls of eight bits.
  ['\udce2x\udc8d\udcff', ['<alt-b>', 'x', '<alt-enter>', '<alt-backspace>']],
  ['\x9bA\x8fB\udc9bC', ['<up>', '<down>', '<right>']],
  // Two Escapes are one Escape, and one that may begin something.
  [`${ESC}${ESC}[A`, ['<escape>', '<up>']],
  // What cannot be seen is not typed.
  ['a\u202eb\x85c', ['ab', 'c']],
  [`${ESC}[200~one line${ESC}[201~`, ['{one line}']],
  [`${ESC}[200~one\rtwo\r\nthree\n${ESC}[201~`, ['{one\ntwo\nthree}']],
  [`a${ESC}[200~b${ESC}[201~c`, ['a', '{b}', 'c']],
  [`${ESC}[200~${ESC}[2Jred ${ESC}[31malert\x03\x04${ESC}[201~`, ['{red alert}']]
]

/** With the number of its letter: kitty's protocol, and xterm's modifyOtherKeys. */
const NUMBERED: [input: string, keys: string[]][] = [
  [`${ESC}[97u${ESC}[233u${ESC}[128512u${ESC}[32u`, ['a', 'é', '😀', ' ']],
  [`${ESC}[99;5u${ESC}[100;5u${ESC}[117;5u`, ['<ctrl-c>', '<ctrl-d>', '<ctrl-u>']],
  [`${ESC}[27;5;99~${ESC}[27;5;100~${ESC}[27;3;98~`, ['<ctrl-c>', '<ctrl-d>', '<alt-b>']],
  [`${ESC}[99;6u${ESC}[67;5u`, ['<ctrl-c>', '<ctrl-c>']],
  // Cyrillic: what is on the same key in Latin.
  [`${ESC}[1089::99;5u`, ['<ctrl-c>']],
  [
    `${ESC}[13u${ESC}[13;5u${ESC}[13;2u${ESC}[13;3u`,
    ['<enter>', '<enter>', '<alt-enter>', '<alt-enter>']
  ],
  [`${ESC}[27;2;13~${ESC}[27u${ESC}[27;3u`, ['<alt-enter>', '<escape>', '<escape>']],
  [
    `${ESC}[9u${ESC}[9;2u${ESC}[127u${ESC}[127;3u${ESC}[127;5u`,
    ['<tab>', '<shift-tab>', '<backspace>', '<alt-backspace>', '<ctrl-backspace>']
  ],
  [
    `${ESC}[105;5u${ESC}[109;5u${ESC}[91;5u${ESC}[32;5u`,
    ['<tab>', '<enter>', '<escape>', '<ctrl-@>']
  ],
  [`${ESC}[98;3u${ESC}[98;4u${ESC}[98;33u`, ['<alt-b>', '<alt-b>', '<alt-b>']],
  // Capitals: with Shift, as told or not, with the lock, as letters.
  [
    `${ESC}[97;2u${ESC}[49:33;2u${ESC}[97;65u${ESC}[97;;65u${ESC}[101;;101:769u`,
    ['A', '!', 'A', 'A', 'e\u0301']
  ],
  // AltGr, where it is Ctrl and Alt.
  [`${ESC}[113;7;64u${ESC}[113;7u`, ['@']],
  // Pressed, held, let go of.
  [`${ESC}[97;1:1u${ESC}[97;1:2u${ESC}[97;1:3u`, ['a', 'a']],
  [`${ESC}[1;1:1A${ESC}[1;1:3A${ESC}[3;5:2~${ESC}[3;1:3~`, ['<up>', '<ctrl-delete>']],
  [`${ESC}[99;5:3u`, []],
  // The keypad, and keys that are none of ours: with Super, Shift alone, volume.
  [`${ESC}[57400u${ESC}[57413u${ESC}[57414u${ESC}[57419u`, ['1', '+', '<enter>', '<up>']],
  [`${ESC}[97;9u${ESC}[57441;2u${ESC}[57440ux`, ['x']],
  [`${ESC}[u${ESC}[0u${ESC}[1114112u${ESC}[55296u${ESC}[1<2ux`, ['x']]
]

/** What a terminal says that nobody has pressed. */
const REPORTS: string[] = [
  // Mouse: X10, highlight tracking, UTF-8, urxvt, SGR, and beyond column 95 in single bytes.
  `${ESC}[M !!`,
  `${ESC}[M#\u0105\u0101`,
  `${ESC}[M \udce8!`,
  `${ESC}[t!!`,
  `${ESC}[T!!!!!!`,
  `${ESC}[32;10;10M`,
  `${ESC}[<0;10;10M${ESC}[<0;10;10m`,
  `${ESC}[<65;100;30M`,
  // What it is, and how it is: DA1 to DA3, DSR, the cursor, DECRPM, windows, colours, kitty's protocol.
  `${ESC}[?64;1;2;6;9;15;16;17;18;21;22;28;29;42;45;46;52;314c`,
  `${ESC}[>0;276;0c`,
  `${ESC}P!|00000000${ESC}\\`,
  `${ESC}[0n`,
  `${ESC}[24;80R`,
  `${ESC}[?1;1R`,
  `${ESC}[?2026;2$y`,
  `${ESC}[4;2$y`,
  `${ESC}[8;24;80t`,
  `${ESC}[48;24;80;480;800t`,
  `${ESC}[?997;1n`,
  `${ESC}[?0u`,
  `${ESC}[?31u`,
  // Strings: OSC, DCS, APC, PM, SOS, with either end.
  `${ESC}]11;rgb:1d1d/1f1f/2121${ESC}\\`,
  `${ESC}]10;rgb:ffff/ffff/ffff\x07`,
  `${ESC}]4;1;rgb:cdcd/0000/0000\x9c`,
  `${ESC}]52;c;${'aGVsbG8K'.repeat(50)}${ESC}\\`,
  `${ESC}]lthe title — of a window${ESC}\\`,
  `${ESC}P>|name 1.0${ESC}\\`,
  `${ESC}P1+r544e=787465726d${ESC}\\`,
  `${ESC}P0+r\x9c`,
  `${ESC}P1$r0m${ESC}\\`,
  `${ESC}_Gi=1;OK${ESC}\\`,
  `${ESC}^private${ESC}\\`,
  `${ESC}Xany string${ESC}\\`,
  `\x9d11;rgb:1d1d/1f1f/2121\x9c`,
  `\x90>|name 1.0\x9c`,
  `\udc9d11;rgb:1d1d/1f1f/2121\udc9c`
]

test('every key is recognised by what terminals send for it', (t) => {
  for (const [input, keys] of SEQUENCES) t.alike(read([input]), keys, JSON.stringify(input))
})

test('a key is recognised by its character code as well', (t) => {
  for (const [input, keys] of NUMBERED) t.alike(read([input]), keys, JSON.stringify(input))
})

test('answers of the terminal are not typed, and lose no key', (t) => {
  for (const report of REPORTS) {
    t.alike(read([`a${report}b\r`]), ['a', 'b', '<enter>'], JSON.stringify(report))
    const letters = Array.from(report)
    t.alike(read(letters), [], `letter by letter: ${JSON.stringify(report)}`)
    for (let cut = 1; cut < letters.length; cut++) {
      const halves = [letters.slice(0, cut).join(''), letters.slice(cut).join('')]
      if (read([...halves, '\x03']).join() !== '<ctrl-c>') t.fail(JSON.stringify(halves))
    }
  }
})

test('focus events are recognised', (t) => {
  t.alike(read([`a${ESC}[I${ESC}[Ob`]), ['a', '<focus-in>', '<focus-out>', 'b'])
})

test('an unterminated sequence loses no key', (t) => {
  const begun = [
    `${ESC}]52;c;aGVs`,
    `${ESC}P1$r`,
    `${ESC}_Gi=`,
    `${ESC}[1;`,
    `${ESC}[<0;1`,
    `${ESC}[M `,
    `${ESC}O`
  ]
  for (const input of begun) {
    for (const [press, name] of [
      ['\r', 'enter'],
      ['\x03', 'ctrl-c'],
      [`${ESC}[A`, 'up']
    ] as const) {
      t.alike(read([input + press]), [`<${name}>`], JSON.stringify(input))
      t.alike(read([input, press]), [`<${name}>`], JSON.stringify(input))
    }
    const reader = new KeyReader()
    reader.push(input)
    t.alike([...show(reader.flush()), ...show(reader.push('x'))], ['x'], JSON.stringify(input))
  }
  // A key with Alt, and what was typed next, only looks like it.
  t.alike(read([`${ESC}Phello`]), ['<alt-p>', 'hello'])
  t.alike(read([`${ESC}]`, 'hello\r']), ['<alt-]>', 'hello', '<enter>'])
  t.alike(read([`${ESC}X${'a'.repeat(300)}`]), ['<alt-x>', 'a'.repeat(300)])
})

test('an endless answer gives the keyboard back', (t) => {
  const reader = new KeyReader()
  reader.push(`${ESC}]52;c;`)
  for (let count = 0; count < 20; count++) t.alike(reader.push('x'.repeat(64 * 1024)).slice(1), [])
  t.is(reader.awaits, null)
  t.alike(show(reader.push('typed')), ['typed'])
})

test('keys do not depend on how the bytes are split', (t) => {
  for (const [input, keys] of [...SEQUENCES, ...NUMBERED]) {
    // Characters come whole: whoever decodes the bytes sees to that.
    const characters = Array.from(input)
    t.is(joined(read(characters)), joined(keys), JSON.stringify(input))
    for (let cut = 1; cut < characters.length; cut++) {
      const halves = [characters.slice(0, cut).join(''), characters.slice(cut).join('')]
      t.is(joined(read(halves)), joined(keys))
    }
  }
})

test('a lone Escape is recognised after a while', (t) => {
  const reader = new KeyReader()
  t.alike(reader.push(ESC), [])
  t.is(reader.awaits, 'key')
  t.alike(reader.flush(), [{ name: 'escape', text: '' }])
  t.is(reader.awaits, null)
  t.alike(reader.push('a'), [{ name: 'text', text: 'a' }])
})

test('sequences only terminals send are waited for longer than keys', (t) => {
  const awaited = (input: string): string | null => {
    const reader = new KeyReader()
    reader.push(input)
    return reader.awaits
  }
  for (const input of [ESC, `${ESC}[`, `${ESC}O`, `${ESC}]`, `${ESC}Xab`])
    t.is(awaited(input), 'key')
  for (const input of [`${ESC}[1`, `${ESC}[M`, '\x9b1', `${ESC}]1`]) t.is(awaited(input), 'answer')
  t.is(awaited(`${ESC}[200~`), 'paste')
  t.is(awaited('a'), null)
})

test('a sequence that never ends is discarded', (t) => {
  const reader = new KeyReader()
  t.alike(reader.push(`${ESC}[1;`), [])
  t.alike(reader.flush(), [])
  t.alike(show(reader.push('5C')), ['5C'])
  t.alike(show(reader.push(`${ESC}[${'1'.repeat(300)}`)), [])
  t.is(reader.awaits, null)
})

test('a paste that never ends is delivered after a while', (t) => {
  const reader = new KeyReader()
  t.alike(reader.push(`${ESC}[200~half${ESC}[20`), [])
  t.alike(show(reader.flush()), ['{half}'])
  t.alike(show(reader.push('x\r')), ['x', '<enter>'])
})

test('of a long paste only what fits is kept, and the rest is counted', (t) => {
  const reader = new KeyReader()
  reader.push(`${ESC}[200~`)
  for (let round = 0; round < 100; round++) reader.push('é'.repeat(10_000))
  const [pasted] = reader.push(`${ESC}[201~`)
  t.is(pasted?.text.length, PASTE_LIMIT)
  t.is(pasted?.leftOut, 2 * (1_000_000 - PASTE_LIMIT))
  const [small] = reader.push(`${ESC}[200~small${ESC}[201~`)
  t.alike(small, { name: 'paste', text: 'small', leftOut: 0 })
})

test('a paste is not cut within a character', (t) => {
  const reader = new KeyReader()
  const [pasted] = reader.push(`${ESC}[200~a${'😀'.repeat(PASTE_LIMIT)}${ESC}[201~`)
  t.absent(pasted?.text.includes('\ufffd'))
  t.is(pasted?.text.length, PASTE_LIMIT - 1)
})

test('whatever arrives, only visible text gets into a line', (t) => {
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
    ']',
    'P1',
    '_G',
    '\\',
    'M',
    'u',
    '\udce2',
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
    if (!isSeen || reader.awaits !== null) t.fail(`seed ${seed}`)
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
