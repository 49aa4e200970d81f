import test from 'brittle'
import { parseCount, parseFlags, parseTimeout } from '../../../shared/app/flags.ts'
import { refusalOf } from '../../helpers/refusal.ts'

const TABLE = {
  name: { short: 'n', takes: 'name', help: '' },
  say: { takes: 'text', isAnyText: true, isRepeatable: true, help: '' },
  quiet: { short: 'q', help: '' },
  'keep-open': { short: 'k', help: '' }
} as const

test('flags are read in every notation and in any order', (t) => {
  const cases: [line: string, flags: object, words?: string[]][] = [
    ['', {}],
    ['--quiet', { quiet: true }],
    ['-q', { quiet: true }],
    ['-qk', { quiet: true, 'keep-open': true }],
    ['-q -q --quiet', { quiet: true }],
    ['--name anna', { name: 'anna' }],
    ['--name=anna', { name: 'anna' }],
    ['--name=--quiet', { name: '--quiet' }],
    ['--name=a=b', { name: 'a=b' }],
    ['-n anna', { name: 'anna' }],
    ['-nanna', { name: 'anna' }],
    ['-qnanna', { quiet: true, name: 'anna' }],
    ['--name -', { name: '-' }],
    ['--say -v', { say: ['-v'] }],
    ['--say=-v', { say: ['-v'] }],
    ['--say --quiet', { say: ['--quiet'] }],
    ['--say -- --quiet', { say: ['--'], quiet: true }],
    ['--say a --quiet --say b --say a', { say: ['a', 'b', 'a'], quiet: true }],
    ['one --quiet two', { quiet: true }, ['one', 'two']],
    ['one -- --quiet -- two', {}, ['one', '--quiet', '--', 'two']],
    ['- -q', { quiet: true }, ['-']]
  ]
  for (const [line, flags, words = []] of cases) {
    const args = line === '' ? [] : line.split(' ')
    t.alike(parseFlags(args, TABLE), { flags, words }, line)
  }
})

test('an empty argument is an argument', (t) => {
  t.alike(parseFlags(['', '--quiet'], TABLE), { flags: { quiet: true }, words: [''] })
})

test('an error about a flag says what is wrong and what the flag takes', (t) => {
  const cases: [args: string[], sentence: string][] = [
    [['--nobody'], 'There is no flag --nobody. See --help'],
    [['--no-quiet'], 'There is no flag --no-quiet. See --help'],
    [['--constructor'], 'There is no flag --constructor. See --help'],
    [['-z'], 'There is no flag -z. See --help'],
    [['-qz'], 'There is no flag -z. See --help'],
    [['-😀x'], 'There is no flag "-😀". See --help'],
    [['--a\x1b[1m\u202e'], 'There is no flag "--a\\u001b[1mU+202E". See --help'],
    [['--keep'], 'There is no flag --keep. See --help'],
    [['--quiet=yes'], 'The flag --quiet takes no value, but was given "yes"'],
    [['--quiet='], 'The flag --quiet takes no value, but was given ""'],
    [['--name'], 'The flag --name needs a value: --name <name>'],
    [['-n'], 'The flag --name needs a value: --name <name>'],
    [['--name', ''], 'The flag --name needs a value: --name <name>'],
    [['--name='], 'The flag --name needs a value: --name <name>'],
    [
      ['--name', '--quiet'],
      'The flag --name needs a value: --name <name>, and "--quiet" looks like a flag'
    ],
    [['--name', '-5'], 'The flag --name needs a value: --name <name>, and "-5" looks like a flag'],
    [['--say'], 'The flag --say needs a value: --say <text>'],
    [['--name', 'anna', '-n', 'ben'], 'The flag --name is given twice'],
    [['--say', 'a', '--say'], 'The flag --say needs a value: --say <text>'],
    [['--say', 'a', '--say='], 'The flag --say needs a value: --say <text>']
  ]
  for (const [args, sentence] of cases) {
    const refusal = refusalOf(() => parseFlags(args, TABLE))
    t.is(refusal?.message, sentence)
    t.is(refusal?.code, 'USAGE')
  }
})

test('counts and times are numbers within their limits', (t) => {
  const limits = { least: 2, most: 1000 }
  t.is(parseCount('members', undefined, limits), null)
  t.is(parseCount('members', '2', limits), 2)
  t.is(parseCount('members', '1000', limits), 1000)
  for (const count of [
    '0',
    '1',
    '1001',
    '-5',
    '2.5',
    '1e2',
    '0x10',
    ' 5',
    'many',
    '9'.repeat(400)
  ]) {
    const refusal = refusalOf(() => parseCount('members', count, limits))
    t.ok(
      refusal?.message.startsWith('The flag --members takes a whole number from 2 to 1000, not "')
    )
  }
  t.is(parseTimeout(undefined), null)
  t.is(parseTimeout('1.5'), 1500)
  t.is(parseTimeout('.5'), 500)
  t.is(parseTimeout('2592000'), 2_592_000_000)
  t.is(parseTimeout('9'.repeat(400)), Infinity)
  for (const time of ['0', '0.0', '-1', '1e3', '.', '5s', 'soon']) {
    const refusal = refusalOf(() => parseTimeout(time))
    t.is(refusal?.message, `The flag --timeout takes a number of seconds above 0, not "${time}"`)
  }
})
