import test from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import { lookalikeKey } from '../../../shared/room/lookalikes.ts'
import { checkName, safeName } from '../../../shared/room/names.ts'
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
  '@x',
  'x'.repeat(24),
  '山'.repeat(12)
]

const REFUSED: [name: string, why: RegExp][] = [
  ['', /nothing to see/],
  [' \t ', /nothing to see/],
  ['\x1b[31m', /nothing to see/],
  ['a b', /white space/],
  ['a\u00a0b', /white space/],
  ['a\u3000b', /white space/],
  ['\u2800', /white space/],
  ['a\u3164', /white space/],
  ['an\u200bna', /cannot be seen/],
  ['an\u200dna', /cannot be seen/],
  ['an\u2060na', /cannot be seen/],
  ['an\u00adna', /cannot be seen/],
  ['an\ufe0fna', /cannot be seen/],
  ['an\u034fna', /cannot be seen/],
  ['\ue000', /cannot be seen/],
  ['\u0301a', /mark/],
  [`a${'\u0315\u0316\u0317\u0318'}`, /marks/],
  ['anna:', /colon/],
  ['a：b', /colon/],
  ['anna(1)', /bracket/],
  ['/quit', /command/],
  ['x'.repeat(25), /wider/],
  ['山'.repeat(13), /wider/],
  ['x'.repeat(10_000), /too long/]
]

test('any letters of the world make a name', (t) => {
  for (const name of FINE) t.alike(checkName(name), { name }, name)
  t.is(safeName('  anna\n'), 'anna')
  t.is(safeName('e\u0301'), 'é', 'composed')
})

test('what cannot be seen, or is taken for something else, is no name', (t) => {
  for (const [name, why] of REFUSED) {
    const checked = checkName(name)
    t.ok('reason' in checked && why.test(checked.reason), `${JSON.stringify(name.slice(0, 20))}`)
    t.is(safeName(name), null)
  }
})

test('whatever a name is made of, it keeps the rules', (t) => {
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

test('names that look alike have the same key, others have not', (t) => {
  const alike = [
    ['anna', 'Anna', 'ANNA', 'аnnа', 'ａｎｎａ', '𝐚𝐧𝐧𝐚'],
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
