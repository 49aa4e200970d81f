import test from 'brittle'
import HyperDHT from 'hyperdht'
import z32 from 'z32'
import type { ChatErrorCode } from '../../../shared/base/errors.ts'
import { isPublicKey, parsePublicKey } from '../../../shared/identity/public-key.ts'
import { bytesOf, keyOf } from '../../../shared/base/key.ts'
import { printable } from '../../../shared/base/text.ts'
import { Random } from '../../helpers/random.ts'
import { refusalOf } from '../../helpers/refusal.ts'

// RFC 8032, section 7.1, test 1.
const HEX = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
const Z32 = '47pjoycnsrfmxikm95jh13y88e8qnhzu5kungjpxyepgt7a8krpy'
const SECRET_HEX = `9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60${HEX}`
const SECRET_Z32 =
  'uio5d8xx9ipgbqwrjm4jf5bcatnrutmjxc3g1gmo8qsyg8fqx7opqswaygbmnniz4if97w6jcoduwdzbqm37ijtdrszorgue6hdingo'

test('a key is read in hex and in z-base-32, in either case', (t) => {
  for (const text of [HEX, HEX.toUpperCase(), Z32, Z32.toUpperCase(), mixedCase(HEX)]) {
    t.is(parsePublicKey(text), HEX, text)
  }
})

test('white space around a key is ignored', (t) => {
  const spaces = [' ', '   ', '\t', '\n', '\r\n', '\u00a0', ' \t\r\n ']
  for (const key of [HEX, Z32]) {
    for (const space of spaces) {
      const name = `${JSON.stringify(space)} ${key.length}`
      t.is(parsePublicKey(space + key), HEX, `before: ${name}`)
      t.is(parsePublicKey(key + space), HEX, `after: ${name}`)
      t.is(parsePublicKey(space + key + space), HEX, `around: ${name}`)
    }
  }
})

test('what mail, chat and shells add to a key is ignored', (t) => {
  for (const key of [HEX, Z32]) {
    for (const text of [
      `<${key}>`,
      `"${key}"`,
      `'${key}'.`,
      `“${key}”,`,
      `\`${key}\``,
      `(${key})`,
      `pear://${key}`,
      `<PEAR://${key}/>`,
      `pear:${key}`,
      inserted(key, 20, ' '),
      inserted(key, 41, '\n'),
      inserted(key, 41, '\r\n> ').replace('> ', '  '),
      inserted(key, 33, '\u200b'),
      Array.from(key).join(' '),
      `${key}\n.`
    ]) {
      t.is(parsePublicKey(text), HEX, text)
    }
  }
})

test('a complete public key is recognised', (t) => {
  t.is(isPublicKey(HEX), true)
  t.is(isPublicKey(`pear://${Z32}`), true)
  for (const text of ['', 'anna', HEX.slice(1), SECRET_HEX, 'y'.repeat(52)]) {
    t.is(isPublicKey(text), false, text)
  }
})

test('the key of every key pair can be parsed', (t) => {
  const keys = Array.from({ length: 100 }, () => keyOf(HyperDHT.keyPair().publicKey))
  t.alike(keys.map(parsePublicKey), keys)
  t.alike(
    keys.map((key) => parsePublicKey(z32.encode(bytesOf(key)))),
    keys
  )
})

type Refusal = [name: string, input: string, code: ChatErrorCode, sentence: string]

const REFUSALS: Refusal[] = [
  ['nothing', '', 'KEY_EMPTY', 'empty'],
  ['only white space', ' \t\r\n', 'KEY_EMPTY', 'empty'],

  ['one digit short', HEX.slice(1), 'KEY_TOO_SHORT', '63 hex digits instead of 64'],
  ['its end cut off', HEX.slice(0, 40), 'KEY_TOO_SHORT', 'Was the end cut off?'],
  ['one digit', 'd', 'KEY_TOO_SHORT', '1 hex digit'],
  ['one digit too long', `${HEX}0`, 'KEY_TOO_LONG', '65 hex digits instead of 64'],
  ['pasted twice', HEX + HEX, 'KEY_TOO_LONG', '128 hex digits instead of 64. Was something'],
  ['pasted twice, on two lines', `${HEX}\n${HEX}`, 'KEY_TOO_LONG', '128 hex digits'],

  ['a foreign first letter', replaced(HEX, 1, 'g'), 'KEY_FOREIGN_LETTER', '"g" at position 1 is'],
  [
    'a foreign letter inside',
    replaced(HEX, 33, 'O'),
    'KEY_FOREIGN_LETTER',
    '"O" at position 33 is'
  ],
  ['a foreign last letter', replaced(HEX, 64, 'x'), 'KEY_FOREIGN_LETTER', '"x" at position 64 is'],
  ['two foreign letters', `gg${HEX.slice(2)}`, 'KEY_FOREIGN_LETTER', '"g" at position 1 is'],
  ['a letter beyond the end', `${HEX}x`, 'KEY_FOREIGN_LETTER', '"x" at position 65 is'],
  [
    'a foreign letter after spaces',
    `  ${replaced(HEX, 2, 'z')}`,
    'KEY_FOREIGN_LETTER',
    '"z" at position 2 '
  ],
  ['a space for a digit', replaced(HEX, 20, ' '), 'KEY_TOO_SHORT', '63 hex digits'],
  ['0x in front', `0x${HEX}`, 'KEY_FOREIGN_LETTER', '"x" at position 2 is'],
  [
    'a colon between its bytes',
    HEX.replace(/(..)(?=.)/g, '$1:'),
    'KEY_NONE',
    'A key is 64 hex digits'
  ],
  ['an emoji for a digit', replaced(HEX, 5, '😀'), 'KEY_FOREIGN_LETTER', '"😀" at position 5 is'],
  ['an emoji inside', inserted(HEX, 64, '😀'), 'KEY_FOREIGN_LETTER', '"😀" at position 64 is'],

  ['a name', 'anna', 'KEY_NONE', '"anna". A key is 64 hex digits or 52 z-base-32 letters'],
  ['words', 'the key of my friend', 'KEY_NONE', '"the key of my friend". A key is'],
  ['an address', 'localhost:8080', 'KEY_NONE', '"localhost:8080"'],
  ['a link to elsewhere', 'https://example.org/room', 'KEY_NONE', '"https://example.org/room"'],
  ['a long path', `/home/anna/${'folder/'.repeat(9)}key`, 'KEY_NONE', 'Not a public key. A key'],
  ['only quotes', '""', 'KEY_NONE', 'Not a public key: "\\"\\""'],
  ['a short key', HEX.slice(0, 8), 'KEY_TOO_SHORT', '8 hex digits instead of 64'],

  ['a secret key in hex', SECRET_HEX, 'KEY_IS_SECRET', 'never share the secret key'],
  ['a secret key in upper case', SECRET_HEX.toUpperCase(), 'KEY_IS_SECRET', 'That is a secret key'],
  ['a secret key in spaces', ` ${SECRET_HEX}\r\n`, 'KEY_IS_SECRET', 'That is a secret key'],
  ['a secret key in z-base-32', SECRET_Z32, 'KEY_IS_SECRET', 'That is a secret key'],

  ['z-base-32, too short', Z32.slice(0, -1), 'KEY_TOO_SHORT', '51 z-base-32 letters instead of 52'],
  ['z-base-32, too long', `${Z32}y`, 'KEY_TOO_LONG', '53 z-base-32 letters instead of 52'],
  ['z-base-32, pasted twice', Z32 + Z32, 'KEY_TOO_LONG', '104 z-base-32 letters'],
  [
    'z-base-32, a foreign letter',
    replaced(Z32, 3, '2'),
    'KEY_FOREIGN_LETTER',
    '"2" at position 3 is not a z-base-32 letter'
  ],
  [
    'z-base-32, a foreign last letter',
    replaced(Z32, 52, 'L'),
    'KEY_FOREIGN_LETTER',
    '"L" at position 52 is'
  ],
  [
    'z-base-32, a last letter nothing ends in',
    replaced(Z32, 52, 'b'),
    'KEY_IMPOSSIBLE',
    'at least one character'
  ],

  ['all zeros', '0'.repeat(64), 'KEY_IMPOSSIBLE', 'no key pair can have it'],
  ['all ones', 'f'.repeat(64), 'KEY_IMPOSSIBLE', 'no key pair can have it'],
  ['no point of the curve', `02${'00'.repeat(31)}`, 'KEY_IMPOSSIBLE', 'no key pair can have it'],
  ['a point of small order', `01${'00'.repeat(31)}`, 'KEY_IMPOSSIBLE', 'no key pair can have it'],
  ['all zeros in z-base-32', 'y'.repeat(52), 'KEY_IMPOSSIBLE', 'no key pair can have it']
]

for (const [name, input, code, sentence] of REFUSALS) {
  test(`what is wrong with a key is said: ${name}`, (t) => {
    const refusal = refusalOf(() => parsePublicKey(input))
    t.is(refusal?.code, code)
    t.ok(refusal?.message.includes(sentence), `${refusal?.message} has ${sentence}`)
  })
}

test('most one-digit typos are detected', (t) => {
  const random = new Random(1)
  const slips = Array.from({ length: 400 }, () => {
    const position = 1 + random.below(64)
    const digit = random.pick(
      Array.from('0123456789abcdef').filter((it) => it !== HEX[position - 1])
    )
    return replaced(HEX, position, digit)
  })
  const noticed = slips.filter((slip) => refusalOf(() => parsePublicKey(slip)) !== null)
  t.ok(noticed.length > 300, `${noticed.length} of ${slips.length}`)
})

test('the first foreign letter of a z-base-32 key is named, whatever the length', (t) => {
  for (const [letter, shown] of [
    ['😀', '"😀"'],
    ['-', '"-"']
  ] as const) {
    const refusal = refusalOf(() => parsePublicKey(inserted(Z32, 20, letter)))
    t.ok(refusal?.message.includes(`${shown} at position 20 is`), refusal?.message)
  }
})

test('a letter that grows in lower case is named at its position', (t) => {
  for (const position of [1, 10, 52]) {
    const refusal = refusalOf(() => parsePublicKey(replaced(Z32, position, 'İ')))
    t.ok(refusal?.message.includes(`"İ" at position ${position} is`), refusal?.message)
  }
})

test('a letter that only resembles one of the alphabet is refused', (t) => {
  // The Kelvin sign: its lower case is the letter k.
  const refusal = refusalOf(() => parsePublicKey(Z32.replace('k', '\u212a')))
  t.is(refusal?.code, 'KEY_FOREIGN_LETTER')
  for (const letter of ['а', 'ａ', '١']) {
    t.is(refusalOf(() => parsePublicKey(replaced(HEX, 4, letter)))?.code, 'KEY_FOREIGN_LETTER')
  }
})

test('an error about a key is safe to print, whatever the key contains', (t) => {
  for (const letter of ['\x1b', '\x07', '\x00', '\x7f', '\x9b', '\u202e', '\u2066', '\u200e']) {
    const message = refusalOf(() => parsePublicKey(inserted(HEX, 5, letter)))?.message ?? ''
    t.is(message, printable(message), `U+${letter.charCodeAt(0).toString(16)}`)
    t.ok(message.includes('at position 5'))
  }
})

test('no error reveals a secret key', (t) => {
  for (const secret of [
    SECRET_HEX,
    SECRET_HEX.toUpperCase(),
    SECRET_Z32,
    SECRET_HEX.slice(0, 64)
  ]) {
    const inputs = [
      secret,
      `  ${secret}\n`,
      `<${secret}>`,
      `0x${secret}`,
      `secret key: ${secret}`,
      `${secret}\n${secret}`,
      secret.slice(1),
      `${secret}0`,
      replaced(secret, 1, '!'),
      replaced(secret, 30, '!'),
      replaced(secret, secret.length, '😀')
    ]
    for (const input of inputs) {
      const { message = '' } = refusalOf(() => parsePublicKey(input)) ?? {}
      const given = pieces(secret.toLowerCase(), 4).filter((it) =>
        message.toLowerCase().includes(it)
      )
      t.alike(given, [], message)
    }
  }
})

/** `text` with another letter at `position`, counted from 1. */
function replaced(text: string, position: number, letter: string): string {
  return text.slice(0, position - 1) + letter + text.slice(position)
}

/** `text` with one letter more, at `position`. */
function inserted(text: string, position: number, letter: string): string {
  return text.slice(0, position - 1) + letter + text.slice(position - 1)
}

function mixedCase(text: string): string {
  return Array.from(text, (letter, index) =>
    index % 3 === 0 ? letter.toUpperCase() : letter
  ).join('')
}

function pieces(text: string, length: number): string[] {
  return Array.from({ length: text.length - length + 1 }, (_, at) => text.slice(at, at + length))
}
