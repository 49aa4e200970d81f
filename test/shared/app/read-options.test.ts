import test, { type Assertions } from 'brittle'
import fs from '#fs'
import { keepAlias } from '../../../shared/app/aliases.ts'
import { KnownRooms } from '../../../shared/identity/known-rooms.ts'
import { readHostOptions, readMemberOptions } from '../../../shared/app/read-options.ts'
import { testKey } from '../../helpers/keys.ts'
import { rejectionOf } from '../../helpers/refusal.ts'

const OTHER = testKey('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c')
const KEY = testKey('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')

test('the mode follows the terminal, or the flags', async (t) => {
  const cases: [isOnTerminal: boolean, line: string, mode: 'chat' | 'pipe'][] = [
    [true, '', 'chat'],
    [false, '', 'pipe'],
    [true, '--pipe', 'pipe'],
    [false, '--chat', 'chat'],
    [false, '--send hello', 'chat'],
    [false, '--chat --name anna', 'chat'],
    [true, '--pipe --recv-only', 'pipe']
  ]
  for (const [isOnTerminal, line, mode] of cases) {
    const options = await member(line, isOnTerminal)
    t.is(
      'mode' in options && options.mode,
      mode,
      `${isOnTerminal ? 'on a terminal' : 'off'}: ${line}`
    )
  }
})

test('conflicting flags are refused with the reason', async (t) => {
  const cases: [isOnTerminal: boolean, line: string, sentence: string][] = [
    [true, '--chat --pipe', 'Either --chat or --pipe, not both'],
    [false, '--recv-only --send-only', 'Either --recv-only or --send-only, not both'],
    [false, '--ephemeral -i anna', 'Either --ephemeral or --identity, not both'],
    [
      false,
      '--name anna',
      'The flag --name is for a chat, but this is a pipe, because standard input or output is not a terminal. Add --chat'
    ],
    [
      true,
      '--send-only',
      'The flag --send-only is for a pipe, but this is a chat, because it runs on a terminal. Add --pipe, or redirect standard input or output'
    ],
    [true, '--chat --send-only', 'The flag --send-only is for a pipe, but this is a chat'],
    [true, '--pipe --send hello', 'The flag --send is for a chat, but this is a pipe'],
    [false, '--send hello --recv-only', 'The flag --recv-only is for a pipe, but this is a chat'],
    [true, '--pipe --bell', 'The flag --bell is for a chat, but this is a pipe'],
    [false, '--doctor --send hello', 'Either --doctor or --send, not both'],
    [false, '--forget anna', `The flag --forget is used without a key, but was given "${KEY}"`],
    [false, '--rooms --json', `The flag --rooms is used without a key, but was given "${KEY}"`]
  ]
  for (const [isOnTerminal, line, sentence] of cases) {
    t.is((await rejectionOf(member(line, isOnTerminal)))?.message, sentence)
  }
  t.ok((await rejectionOf(host('--history 5', false)))?.message.endsWith('Add --chat'))
  t.ok((await rejectionOf(host('--pipe --members 5', true)))?.message.includes('is for a chat'))
  t.ok((await rejectionOf(host('--keep-open', true)))?.message.includes('Add --pipe'))
})

test('a private pipe needs an allow list', async (t) => {
  const message = (await rejectionOf(host('--private', false)))?.message
  t.ok(message?.includes('Add --invite, or for a private room --chat'), message)
  const options = await host('--private --invite', false)
  t.alike('invites' in options && [options.mode, options.isPrivate, options.invites], [
    'pipe',
    true,
    true
  ])
})

test('the words of an invite work in place of a key, with or without dashes', async (t) => {
  for (const args of [
    ['brave-lemon-orbit-tunnel'],
    ['Brave', 'lemon', '--wait', 'orbit', 'tunnel.']
  ]) {
    const options = await readMemberOptions({ args, isOnTerminal: false })
    t.alike('host' in options && options.host, { words: 'brave-lemon-orbit-tunnel' })
  }
  const codeFor = async (words: string): Promise<string | undefined> =>
    (await rejectionOf(readMemberOptions({ args: [words], isOnTerminal: false })))?.code
  t.is(await codeFor('brave-lemon-orbit-tunel'), 'WORDS_UNKNOWN')
  t.is(await codeFor('brave-lemon-orbit'), 'WORDS_COUNT')
})

test('the key may be split into several arguments, and no other argument is allowed', async (t) => {
  for (const words of [
    [KEY],
    [KEY.slice(0, 40), KEY.slice(40)],
    [`pear://${KEY}`],
    [KEY.slice(0, 9), '--chat', `${KEY.slice(9)}.`]
  ]) {
    const options = await readMemberOptions({ args: words, isOnTerminal: false })
    const key = 'host' in options && 'key' in options.host && options.host.key
    t.is(key, KEY)
  }
  const cases: [args: string[], code: string, sentence: string][] = [
    [[], 'KEY_MISSING', 'Which host?'],
    [['--wait'], 'KEY_MISSING', 'Which host?'],
    [['', '--wait'], 'KEY_EMPTY', 'it is empty'],
    [['--wait', '--timeout', '5', ''], 'KEY_EMPTY', 'it is empty'],
    [[KEY, 'extra'], 'USAGE', 'client-app takes one key, but was given "extra" as well'],
    [['anna', 'ben'], 'KEY_NONE', '"anna ben"']
  ]
  for (const [args, code, sentence] of cases) {
    const refusal = await rejectionOf(readMemberOptions({ args, isOnTerminal: false }))
    t.is(refusal?.code, code)
    t.ok(refusal?.message.includes(sentence), refusal?.message)
  }
  t.ok((await rejectionOf(host('room', true)))?.message.includes('"room" is not one'))
})

test('names, identities and counts are checked before anything happens', async (t) => {
  const cases: [line: string, sentence: string][] = [
    ['--name a:b', '"a:b" cannot be a name: it contains a colon'],
    ['--name=', 'needs a value'],
    ['--identity ../up', 'The name of an identity is 1 to 64 letters'],
    ['--members 0', 'from 2 to 1000, not "0"'],
    ['--members 1', 'from 2 to 1000, not "1"'],
    ['--history 1001', 'from 0 to 1000, not "1001"'],
    ['--bootstrap localhost', 'A bootstrap node is written host:port']
  ]
  for (const [line, sentence] of cases) {
    const { message = '' } = (await rejectionOf(host(line, true))) ?? {}
    t.ok(message.includes(sentence), message)
  }
  const options = await host('--name  --history 0 --members 2'.replace('  ', ' anna '), true)
  t.alike('name' in options && [options.name, options.history, options.maxMembers], ['anna', 0, 2])
})

test('a chat reconnects, unless it is told not to, or has but a few messages to post', async (t) => {
  const cases: [line: string, reconnects: boolean][] = [
    ['--chat', true],
    ['--chat --no-reconnect', false],
    ['--send hello', false]
  ]
  for (const [line, reconnects] of cases) {
    const options = await member(line, false)
    t.is('reconnects' in options && options.reconnects, reconnects, line)
  }
})

test('a member keeps what is said and typed, unless it is told not to', async (t) => {
  for (const [line, keepsTranscript] of [
    ['--chat', true],
    ['--chat --no-transcript', false]
  ] as const) {
    const options = await member(line, true)
    if (!('messages' in options)) return t.fail('no chat')
    t.is(options.keepsTranscript, keepsTranscript)
    t.is(options.remembersIn, keepsTranscript ? options.folder : null)
    t.ok(options.folder !== null, 'its key is kept either way')
  }
})

test('help and version take precedence over missing or invalid values', async (t) => {
  for (const read of [readHostOptions, readMemberOptions]) {
    const help = await read({ args: ['--help', '--name', 'a:b'], isOnTerminal: true })
    t.ok('text' in help && help.text.includes('-i, --identity <name>'))
    const version = await read({ args: ['-v'], isOnTerminal: false })
    t.ok('text' in version && /^\d+\.\d+\.\d+\n$/.test(version.text))
  }
})

test('a room is joined by what the user calls it, and by nothing that its host does', async (t) => {
  const storage = await emptyStorage(t)
  const join = (...args: string[]) =>
    readMemberOptions({ args: ['--storage', storage, ...args], isOnTerminal: true })
  const rooms = new KnownRooms(storage)
  rooms.setAlias(KEY, 'work')
  rooms.visit(OTHER, 'lobby', 1)
  for (const [args, key] of [
    [['work'], KEY],
    [['Work'], KEY],
    [[KEY], KEY],
    [['--ephemeral', 'work'], KEY]
  ] as const) {
    const options = await join(...args)
    const found = 'host' in options && 'key' in options.host ? options.host.key : null
    t.is(found, key, args.join(' '))
  }
  for (const [word, code, hint] of [
    ['lobby', 'ALIAS_UNKNOWN', `The host ${OTHER} calls its room that`],
    ['cafe', 'ALIAS_UNKNOWN', 'A key is 64 hex digits'],
    ['nobody', 'ALIAS_UNKNOWN', '"nobody". A key is'],
    ['no:name', 'KEY_NONE', ''],
    [KEY.slice(0, 40), 'KEY_TOO_SHORT', '']
  ] as const) {
    const refusal = await rejectionOf(join(word))
    t.is(refusal?.code, code, word)
    t.ok(refusal?.message.includes(hint), refusal?.message)
  }
  rooms.setAlias(OTHER, KEY.slice(0, 7))
  t.is((await rejectionOf(join('--as', KEY.slice(0, 8), OTHER)))?.code, 'USAGE', 'passes for a key')
})

test('without a key the known rooms are listed, at a terminal or when asked for', async (t) => {
  const storage = await emptyStorage(t)
  const read = (isOnTerminal: boolean, ...args: string[]) =>
    readMemberOptions({ args: ['--storage', storage, ...args], isOnTerminal })
  t.is((await rejectionOf(read(true)))?.code, 'KEY_MISSING', 'there are none')
  t.alike(await read(false, '--rooms'), { text: 'You know no rooms yet\n' })
  const rooms = new KnownRooms(storage)
  rooms.visit(OTHER, 'lobby', new Date(2026, 10, 24, 14, 5).getTime())
  rooms.setAlias(KEY, 'work')
  for (const page of [await read(true), await read(false, '--rooms')]) {
    const text = 'text' in page ? page.text : ''
    const [first, second, ...rest] = text.split('\n')
    t.is(first, '(no alias), called lobby by its host, last there 2026-11-24 14:05')
    t.is(second, `  ${OTHER}`)
    t.alike(rest.slice(0, 2), ['work, never there', `  ${KEY}`])
    t.ok(rest[2]?.startsWith('Join one with: '), rest[2])
  }
  const json = await read(false, '--rooms', '--json')
  const lines = 'text' in json ? json.text.trim().split('\n') : []
  t.is((JSON.parse(lines[1] ?? '') as { alias: string }).alias, 'work')
  // A script whose variable is empty must not take a list for what it wanted.
  for (const args of [[], ['--json'], ['--send', 'x'], ['--recv-only']]) {
    t.is((await rejectionOf(read(false, ...args)))?.code, 'KEY_MISSING', args.join(' '))
  }
  t.is((await rejectionOf(read(true, '--send', 'x')))?.code, 'KEY_MISSING')
})

test('an alias is kept for one host until it is forgotten', async (t) => {
  const storage = await emptyStorage(t)
  keepAlias(storage, KEY, 'work')
  keepAlias(storage, KEY, 'work')
  const refusal = await rejectionOf(Promise.resolve().then(() => keepAlias(storage, OTHER, 'Work')))
  t.is(refusal?.code, 'ALIAS_TAKEN')
  t.ok(refusal?.message.includes(`host ${KEY}`) && refusal.message.endsWith('--forget work'))
  const forget = (alias: string) =>
    readMemberOptions({ args: ['--storage', storage, '--forget', alias], isOnTerminal: false })
  t.alike(await forget('work'), { text: `"work" is no longer the name of ${KEY}\n` })
  t.is((await rejectionOf(forget('work')))?.code, 'ALIAS_UNKNOWN')
  keepAlias(storage, OTHER, 'Work')
})

test('the doctor needs no key, takes one, and would waste the words of an invite', async (t) => {
  const read = (...args: string[]) =>
    readMemberOptions({ args: ['--doctor', ...args], isOnTerminal: true })
  const [alone, toHost, onHost] = await Promise.all([
    read(),
    read(KEY, '-t', '5'),
    host('--doctor', true)
  ])
  t.ok('mode' in alone && alone.mode === 'doctor' && alone.hostKey === null)
  t.ok('mode' in toHost && toHost.mode === 'doctor' && toHost.timeoutMs === 5000)
  t.is('hostKey' in toHost && toHost.hostKey, KEY)
  t.ok('mode' in onHost && onHost.mode === 'doctor')
  const words = 'abandon-ability-able-about'
  t.ok((await rejectionOf(read(words)))?.message.includes('words of an invite'))
})

async function emptyStorage(t: Assertions): Promise<string> {
  const storage = await t.tmp()
  fs.chmodSync(storage, 0o700)
  return storage
}

function member(line: string, isOnTerminal: boolean): ReturnType<typeof readMemberOptions> {
  return readMemberOptions({ args: [KEY, ...words(line)], isOnTerminal })
}

function host(line: string, isOnTerminal: boolean): ReturnType<typeof readHostOptions> {
  return readHostOptions({ args: words(line), isOnTerminal })
}

function words(line: string): string[] {
  return line === '' ? [] : line.split(' ')
}
