import test from 'brittle'
import unhomoglyph from 'unhomoglyph'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { lookalikeKey } from '../../../shared/room/lookalikes.ts'
import {
  checkName,
  checkRoomName,
  labelOf,
  readLabel,
  readRoomName,
  safeName
} from '../../../shared/room/names.ts'
import { Random } from '../../helpers/random.ts'

const FINE = [
  'anna',
  'Åsa',
  'Łukasz',
  '안나',
  '山田太郎',
  'عمر',
  'שרה',
  'नेहा',
  'Nguyễn',
  '🦊',
  'a.b-c_d',
  "o'neil",
  'O’Neil',
  'Kaʻiulani',
  'Марʼяна',
  'Gal·la',
  'בן־גוריון',
  'Ọ̀ṣun',
  'ใจดี',
  'अः',
  'दुःख',
  'အောင်ဆန်းစုကြည်',
  'ꓡꓲꓽ',
  'マリー',
  'ジョン・スミス',
  '佐々木',
  'ノア',
  '一郎',
  '健一',
  'Tom一号',
  '🦊🏽',
  '🇪🇺',
  '☠',
  '@x',
  'x'.repeat(24),
  '山'.repeat(12),
  'က်'.repeat(24),
  'á̂̄'.repeat(24)
]

const REFUSED: [name: string, why: RegExp][] = [
  ['', /no visible characters/],
  [' \t ', /no visible characters/],
  ['\x1b[31m', /no visible characters/],
  ['a b', /white space/],
  ['a\u00a0b', /white space/],
  ['a\u3000b', /white space/],
  ['\u2800', /white space/],
  ['a\u3164', /white space/],
  ['an\u200bna', /invisible/],
  ['an\u200dna', /invisible/],
  ['an\u2060na', /invisible/],
  ['an\u00adna', /invisible/],
  ['an\ufe0fna', /invisible/],
  ['an\u034fna', /invisible/],
  ['\ue000', /invisible/],
  ['\u0301a', /mark/],
  [`a${'\u0315\u0316\u0317\u0318'}`, /marks/],
  ['anna:', /colon/],
  ['a：b', /colon/],
  ['anna(1)', /bracket/],
  ['/quit', /command/],
  ['anna\u0489', /covers/],
  ['anna\u0361', /covers/],
  ['anna\u20dd', /covers/],
  ['anna\u0336', /covers/],
  ['-\u0301', /without a letter/],
  ['🦊\u0301', /without a letter/],
  ['*', /sign/],
  ['*anna', /sign/],
  ['──', /sign/],
  ['──unread──', /sign/],
  ['>', /sign/],
  ['anna|away', /sign/],
  ['★anna', /sign/],
  ['boss\u0903yes', /sign/],
  ['boss\u0903', /sign/],
  ['boss\u1038', /sign/],
  ['boss\u0941\u0903', /sign/],
  ['보스\u302f', /sign/],
  ['bossꓽyes', /sign/],
  ['boss\u1361yes', /sign/],
  ['boss\u11a2yes', /sign/],
  ['ﷺ', /white space/],
  ['⑴', /sign/],
  ['--', /no letter/],
  ['...', /no letter/],
  ['ーー', /no letter/],
  ['一一', /no letter/],
  ['ㅡㅡ', /no letter/],
  ['unsigned', /word/],
  ['Unsigned', /word/],
  ['ｕｎｓｉｇｎｅｄ', /word/],
  ['x'.repeat(25), /wider/],
  ['山'.repeat(13), /wider/],
  ['🦊'.repeat(13), /wider/],
  ['x'.repeat(10_000), /too long/]
]

test('a name may use any script', (t) => {
  for (const name of FINE) t.alike(checkName(name), { name }, name)
  t.is(safeName('  anna\n'), 'anna')
  t.is(safeName('e\u0301'), 'é', 'composed')
})

test('an invisible or misleading name is refused', (t) => {
  for (const [name, why] of REFUSED) {
    const checked = checkName(name)
    t.ok('reason' in checked && why.test(checked.reason), `${JSON.stringify(name.slice(0, 20))}`)
    t.is(safeName(name), null)
  }
})

/** What a colon, a bracket, a star, a line, a bar, a slash or an arrow is to the table of look-alikes. */
const OUR_SIGNS = /[:()*\u2500\u30fc|/>]/

test('no letter of any script resembles one of our signs, by both tables of look-alikes', (t) => {
  let count = 0
  for (let code = 0; code < 0x110000; code++) {
    const letter = String.fromCodePoint(code)
    const alike = [
      letter,
      unhomoglyph(letter),
      letter.normalize('NFKC'),
      unhomoglyph(letter.normalize('NFKC'))
    ]
    if (!alike.some((each) => OUR_SIGNS.test(each))) continue
    count++
    const name = `U+${code.toString(16)} ${letter}`
    if (alike.some((each) => /[:()]/.test(each))) {
      for (const text of [
        `boss${letter}`,
        `boss${letter}yes`,
        `${letter}boss`,
        `босс${letter}да`
      ]) {
        if (safeName(text) !== null) t.fail(`${name} in ${text}`)
      }
    }
    const isSignAlone = alike.some((each) => /^[:()*\u2500\u30fc|/>]+$/.test(each))
    if (isSignAlone && (safeName(letter) !== null || safeName(letter.repeat(2)) !== null))
      t.fail(name)
  }
  t.ok(count > 300, `${count} letters`)
})

test('a label is a name, or a name followed by part of its key; otherwise the short key is shown', (t) => {
  const key = testKey('9c5593d3')
  for (const name of FINE.filter((each) => safeName(each) === each)) {
    t.is(readLabel(name, key), name)
    for (const digits of [8, 12, 64])
      t.is(readLabel(labelOf(name, key, digits), key), labelOf(name, key, digits))
  }
  t.is(readLabel('9c5593d3', key), '9c5593d3')
  t.is(readLabel(labelOf('deadbeef', key), key), 'deadbeef(9c5593d3)')
  const hostile: unknown[] = [
    ...REFUSED.map(([name]) => name),
    ...REFUSED.map(([name]) => labelOf(name, key)),
    'anna(deadbeef)',
    'anna(9c55)',
    'anna(9c5593d3)(9c5593d3)',
    '(9c5593d3)',
    'deadbeef',
    'deadbeefdeadbeef',
    'anna (to you alone)',
    'a\u3164(to\u3164you\u3164alone)',
    'w'.repeat(160),
    `x${'\u0301'.repeat(150)}`,
    '('.repeat(200_000),
    '\u{f0000}',
    'e\u0301',
    ' anna',
    7,
    null,
    ['anna'],
    undefined
  ]
  for (const label of hostile)
    t.is(readLabel(label, key), '9c5593d3', JSON.stringify(label)?.slice(0, 40))
})

test('a room has a name by the same rules, which can not pass for a key', (t) => {
  for (const [sent, read] of [
    ['lobby', 'lobby'],
    ['b76aa8f', 'b76aa8f'],
    ['b76aa8fe', null],
    ['B76AA8FE', null],
    ['ybndrfg8ejkmcpqxot1uwisza345h769ybndrfg8ejkmcpqxot1u', null],
    ['a b', null],
    ['a\x1b[2J', null],
    [' lobby', null],
    ['you', null],
    ['x'.repeat(25), null],
    ['', null],
    [7, null],
    [null, null]
  ]) {
    t.is(readRoomName(sent), read, JSON.stringify(sent))
  }
  t.alike(checkRoomName(' lobby '), { name: 'lobby' })
  t.alike(checkRoomName('b76aa8fe'), { reason: 'it looks like a key' })
})

test('any name that is accepted obeys the rules', (t) => {
  const letters = [
    ...Array.from(FINE.join('')),
    ...REFUSED.map(([name]) => name.slice(0, 3)),
    '\u202e',
    '\x9b1m',
    '\ud83d',
    '👩‍👧'
  ]
  let named = 0
  for (let seed = 0; seed < 20_000; seed++) {
    const random = new Random(seed)
    const text = random.picks(letters, 1 + random.below(6)).join('')
    const name = safeName(text)
    if (name === null) continue
    named++
    const isSafe =
      !/[\p{Cc}\p{Cf}\p{Z}:()]|\p{Default_Ignorable_Code_Point}/u.test(name) &&
      !/\p{M}{4}|^\p{M}|\p{Surrogate}/u.test(name) &&
      name.length <= LIMITS.nameLetters &&
      safeName(name) === name
    if (!isSafe) t.fail(`seed ${seed}: ${JSON.stringify(name)}`)
  }
  t.ok(named > 1000, `${named} names`)
})

test('only names that look alike have the same look-alike key', (t) => {
  const alike = [
    ['anna', 'Anna', 'ANNA', 'аnnа', 'ａｎｎａ', '𝐚𝐧𝐧𝐚', 'anna\u1df9', 'an\u0332na\u0305'],
    ['عمر', 'عُمَر'],
    ['Ill', 'lll', 'III', '|||', '1ll'],
    ['bob', 'b0b', 'bоb', 'BOB'],
    ['modem', 'rnodern']
  ]
  const keys = alike.map((names) => {
    const [first = '', ...others] = names.map(lookalikeKey)
    for (const [index, key] of others.entries()) t.is(key, first, names[index + 1])
    return first
  })
  t.is(new Set(keys).size, alike.length)
  t.not(lookalikeKey('anna'), lookalikeKey('hanna'))
  t.not(lookalikeKey('ánna'), lookalikeKey('anna'))
})
