import b4a from 'b4a'
import test from 'brittle'
import {
  isPrintableText,
  jsonLine,
  printable,
  printableText,
  quote,
  visible
} from '../../../shared/base/text.ts'
import { Random } from '../../helpers/random.ts'

const ESC = '\x1b'
const BEL = '\x07'
const ST = `${ESC}\\`

/** What may never reach a screen: everything that is no letter, or moves letters about. A tab only moves on. */
const CONTROL = /(?!\t)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u

const SEQUENCES: [name: string, sequence: string][] = [
  ['a colour', `${ESC}[31m`],
  ['a colour with many parameters', `${ESC}[38;2;255;0;0;1;4m`],
  ['a colour with sub-parameters', `${ESC}[4:3m`],
  ['the cursor moved', `${ESC}[10;20H`],
  ['the screen cleared', `${ESC}[2J`],
  ['a private mode', `${ESC}[?1049h`],
  ['a question for an answer', `${ESC}[6n`],
  ['the terminal asked for its name', `${ESC}[>c`],
  ['a sequence with an intermediate byte', `${ESC}[1 q`],
  ['a sequence that ends in @', `${ESC}[3@`],
  ['a sequence that ends in ~', `${ESC}[200~`],
  ['an 8-bit colour', '\x9b31m'],
  ['an 8-bit screen cleared', '\x9b2J'],

  ['a title, ended by BEL', `${ESC}]0;owned${BEL}`],
  ['a title, ended by ST', `${ESC}]0;owned${ST}`],
  ['a title, ended by an 8-bit ST', `${ESC}]0;owned\x9c`],
  ['an 8-bit title', `\x9d0;owned${BEL}`],
  ['an all 8-bit title', '\x9d0;owned\x9c'],
  ['a link', `${ESC}]8;;https://example.org${ST}`],
  ['the clipboard written', `${ESC}]52;c;cm0gLXJmIC8=${BEL}`],
  ['a title over two lines', `${ESC}]0;one\r\ntwo${BEL}`],
  ['a title with a colour inside', `${ESC}]0;${ESC}[31mred${BEL}`],
  ['a device control string', `${ESC}Pq#0;2;0;0;0${ST}`],
  ['an 8-bit device control string', '\x90$qm\x9c'],
  ['a start of string', `${ESC}Xhidden${ST}`],
  ['an 8-bit start of string', '\x98hidden\x9c'],
  ['a privacy message', `${ESC}^hidden${ST}`],
  ['an 8-bit privacy message', '\x9ehidden\x9c'],
  ['an application command', `${ESC}_Gf=100;AAAA${ST}`],
  ['an 8-bit application command', '\x9fhidden\x9c'],

  ['the terminal reset', `${ESC}c`],
  ['the cursor saved', `${ESC}7`],
  ['another character set', `${ESC}(0`],
  ['a screen of Es', `${ESC}#8`],
  ['the keypad switched', `${ESC}=`],
  ['an index', `${ESC}D`],

  ['a bell', BEL],
  ['a backspace', '\b'],
  ['a line feed', '\n'],
  ['a carriage return', '\r'],
  ['a form feed', '\f'],
  ['a vertical tab', '\v'],
  ['a shift out', '\x0e'],
  ['a zero byte', '\x00'],
  ['a delete', '\x7f'],
  ['a next line', '\x85'],
  ['a single shift', '\x8e'],
  ['a lone string end', '\x9c'],
  ['a line separator', '\u2028'],
  ['a paragraph separator', '\u2029']
]

for (const [name, sequence] of SEQUENCES) {
  test(`nothing is left of ${name}`, (t) => {
    t.is(printable(`before${sequence}after`), 'beforeafter')
    t.is(printable(sequence), '')
    t.is(printable(sequence.repeat(3)), '')
  })
}

test('no control character is left', (t) => {
  for (let code = 0; code < 0x20; code++) t.absent(CONTROL.test(printable(character(code))))
  for (let code = 0x7f; code < 0xa0; code++) t.is(printable(character(code)), '')
})

test('no bidirectional control is left', (t) => {
  const controls = everyCharacter().filter((letter) => /\p{Bidi_Control}/u.test(letter))
  t.is(controls.length, 12)
  for (const control of controls) {
    const name = `U+${control.codePointAt(0)?.toString(16)}`
    t.is(printable(`photo${control}gpj.exe`), 'photogpj.exe', name)
  }
})

test('an unterminated control string takes the rest of the text with it', (t) => {
  for (const start of [']', 'P', 'X', '^', '_']) {
    t.is(printable(`before${ESC}${start}0;rest of the line`), 'before', `ESC ${start}`)
  }
  for (const start of ['\x9d', '\x90', '\x98', '\x9e', '\x9f']) {
    t.is(printable(`before${start}0;rest\nof the text`), 'before', JSON.stringify(start))
  }
})

test('an unterminated sequence takes only itself with it', (t) => {
  t.is(printable(`before${ESC}`), 'before')
  t.is(printable(`before${ESC}[`), 'before')
  t.is(printable(`before${ESC}[31;`), 'before')
  t.is(printable('before\x9b31;'), 'before')
  t.is(printable(`before${ESC}(`), 'before')
  t.is(printable(`before${ESC}[31\u00e9`), 'before\u00e9')
})

test('removing a sequence does not create a new one', (t) => {
  t.is(printable(`${ESC}${ESC}[31m[31m`), '[31m')
  t.is(printable(`${ESC}\u202e[31mred`), '[31mred')
  t.is(printable(`${ESC}[${ESC}[31m31mred`), '31mred')
  t.is(printable(`a${ESC}]0;x${BEL}${ESC}]0;y${BEL}b`), 'ab')
})

test('a control string ends at its first terminator', (t) => {
  t.is(printable(`a${ESC}]0;x${BEL}b${BEL}c`), 'abc')
  t.is(printable(`a${ESC}]0;x${ST}b${ESC}]0;y${ST}c`), 'abc')
})

test('a tab counts as text', (t) => {
  t.is(printable('one\ttwo\t\tthree'), 'one\ttwo\t\tthree')
  t.is(printable(`one\t${ESC}[2J\ttwo`), 'one\t\ttwo')
  t.is(printableText('\tif x:\n\t\ty()'), '\tif x:\n\t\ty()')
})

test('the flag of a region keeps its tag characters, and nothing else does', (t) => {
  const tags = Array.from('gbsct', (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0)))
  const scotland = `\u{1f3f4}${tags.join('')}\u{e007f}`
  t.is(printable(`from ${scotland} with love`), `from ${scotland} with love`)
  t.is(printable(`hidden${tags.join('')}\u{e007f}`), 'hidden')
  t.is(printable(scotland.slice(0, -2)), '\u{1f3f4}', 'a flag that does not end')
  t.is(printable(`\u{1f3f4}${tags.join('').repeat(3)}\u{e007f}`), '\u{1f3f4}', 'one too long')
})

test('no letter carries a stack of marks, whatever they are', (t) => {
  for (const mark of [
    '\u0301',
    '\ufe0f',
    '\u{e0100}',
    '\u200d',
    '\u0301\u200d',
    '\u1161',
    '\u200b\u034f'
  ]) {
    const clean = printable(`a${mark.repeat(1000)}b`)
    t.ok(clean.length <= 'ab'.length + 20 && /^a.*b$/u.test(clean), JSON.stringify(mark))
    t.is(printable(clean), clean)
  }
  const mantra = '\u0f67\u0f90\u0fb5\u0fa8\u0fb3\u0fba\u0fbc\u0fbb\u0f82'
  t.is(printable(mantra.repeat(3)), mantra.repeat(3), 'the tallest stack in use')
})

test('plain text in any script is unchanged', (t) => {
  for (const text of PLAIN) t.is(printable(text), text)
})

test('every letter, mark, digit, sign and space is kept', (t) => {
  const changed = everyCharacter().filter((letter) => {
    return /[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]/u.test(letter) && printable(letter) !== letter
  })
  t.alike(changed, [])
})

// Pieces that can be set side by side in any order without making anything new of each other.
const PLAIN = [
  'hello',
  'naïve façade',
  'Grüße',
  'Ελληνικά',
  'Русский',
  'हिन्दी',
  'ไทย',
  '한국어',
  '日本語、中文',
  'עברית',
  'العربية',
  'نمی\u200cخواهم',
  '👩‍👩‍👧‍👦',
  '🏴‍☠️',
  '🇪🇺',
  '👍🏽',
  '1️⃣',
  '❤️‍🔥',
  '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
  'e\u0301',
  '{[(<>)]};:\\^_',
  '31m',
  ' ',
  '\u00a0'
]

// Unless it is ended, what follows would be part of it.
const WHOLE = SEQUENCES.map(([, sequence]) => sequence)

test('whatever is removed, the text around it is kept', (t) => {
  for (let seed = 0; seed < 300; seed++) {
    const random = new Random(seed)
    const pieces = random.picks([...PLAIN, ...WHOLE], 30)
    const text = pieces.filter((piece) => PLAIN.includes(piece)).join('')
    const clean = printable(pieces.join(''))
    if (clean !== text) t.is(clean, text, `seed ${seed}: ${JSON.stringify(pieces)}`)
  }
  t.pass('300 texts')
})

const SHARDS = Array.from(
  `${ESC}${ESC}${ESC}[];?\\PX^_( 03mJ` +
    '\x9b\x9c\x9d\x90\x85\x07\n\r\t\x00\x7f\u202e\u2066\u2069\u200f\u061c\u2028aé語😀\u200d'
).concat('👩‍👧', '\ud83d', '\ude00')

test('cleaning removes all controls, and cleaning again changes nothing', (t) => {
  for (let seed = 0; seed < 3000; seed++) {
    const text = new Random(seed).picks(SHARDS, 40).join('')
    const clean = printable(text)
    const name = `seed ${seed}: ${JSON.stringify(text)}`
    if (CONTROL.test(clean)) t.fail(name)
    if (printable(clean) !== clean) t.fail(`again, ${name}`)
  }
  t.pass('3000 texts')
})

test('text without controls is unchanged, apart from what UTF-8 cannot encode', (t) => {
  const letters = SHARDS.filter((shard) => !CONTROL.test(shard))
  for (let seed = 0; seed < 1000; seed++) {
    const text = new Random(seed).picks(letters, 40).join('')
    // Half a surrogate pair has no UTF-8: U+FFFD stands for it.
    const carried = b4a.toString(b4a.from(text))
    if (printable(text) !== carried) t.fail(`seed ${seed}: ${JSON.stringify(text)}`)
  }
  t.pass('1000 texts')
})

test('a text of several lines is cleaned line by line and trimmed of blank lines', (t) => {
  t.is(printableText('a\vb\fc\x85d\u2028e\u2029f'), 'a\nb\nc\nd\ne\nf', 'whatever ends a line')
  t.is(printableText('a\r\nb\rc\nd'), 'a\nb\nc\nd')
  t.is(printableText('\n \none\n\ntwo\n\t\n'), 'one\n\ntwo')
  t.is(printableText(`${ESC}]0;title\nsecond line`), 'second line')
  t.is(printableText(' \r\n'), '')
})

test('the first line keeps its indent', (t) => {
  t.is(printableText('    one\n    two'), '    one\n    two')
  t.is(printableText('\n  \n    one\n    two\n\n'), '    one\n    two')
})

test('a text is clean if cleaning does not change it and something is visible', (t) => {
  for (const text of [...PLAIN, '  a\n\n\tb ', 'a\tb']) {
    t.is(isPrintableText(text), text.trim() !== '', JSON.stringify(text))
  }
  const unclean = [
    '',
    '\u200b',
    '\u3164\u2800',
    '\ufe0f',
    ' ',
    '\n',
    'a\n',
    '\na',
    'a\rb',
    'a\r\nb',
    '\ud83d',
    'a\u2028b',
    `z${'\u0301'.repeat(11)}`
  ]
  for (const text of [...unclean, ...WHOLE.map((sequence) => `a${sequence}b`)]) {
    // These leave two lines.
    if (text !== 'a\nb') t.absent(isPrintableText(text), JSON.stringify(text))
  }
})

test('in a sentence, terminal controls are shown by their codes', (t) => {
  t.is(
    visible('/tmp/\x1b[2J\ta\nb\u202e\x9b\ud83d'),
    '/tmp/U+001B[2JU+0009aU+000AbU+202EU+009BU+D83D'
  )
  t.is(visible('/home/نمی\u200cخواهم/👩‍👧'), '/home/نمی\u200cخواهم/👩‍👧')
  for (const letter of everyCharacter()) {
    if (/\p{C}|[\u2028\u2029]/u.test(quote(letter))) t.fail(`quote ${letter.codePointAt(0)}`)
    if (CONTROL.test(visible(letter))) t.fail(`visible ${letter.codePointAt(0)}`)
  }
  for (const [name, sequence] of SEQUENCES) {
    t.is(visible(quote(sequence)), quote(sequence), name)
    t.absent(CONTROL.test(visible(sequence)), name)
  }
})

test('a line of JSON is safe on a terminal and means the same to a parser', (t) => {
  for (const letter of everyCharacter()) {
    const line = jsonLine({ text: letter })
    if (CONTROL.test(line.slice(0, -1))) t.fail(`U+${letter.codePointAt(0)?.toString(16)}`)
    if ((JSON.parse(line) as { text: string }).text !== letter) t.fail(JSON.stringify(letter))
  }
  t.is(jsonLine({ text: '\x9b2J\u202e\u2028' }), '{"text":"\\u009b2J\\u202e\\u2028"}\n')
  t.is(jsonLine({ text: '👩‍👧 é' }), '{"text":"👩‍👧 é"}\n')
})

function everyCharacter(): string[] {
  return Array.from({ length: 0x110000 }, (_, code) => character(code))
}

function character(code: number): string {
  return String.fromCodePoint(code)
}
