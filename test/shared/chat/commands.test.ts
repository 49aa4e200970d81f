import test from 'brittle'
import { commandNames } from '../../../shared/chat/commands.ts'
import type { Output } from '../../../shared/chat/output.ts'
import { runJson, runLine, runText } from '../../../shared/chat/run.ts'
import { whisperTarget } from '../../../shared/chat/find-person.ts'
import { NO_PATHS, type Participant } from '../../../shared/chat/participant.ts'
import { ChatError } from '../../../shared/base/errors.ts'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import type { RoomEvent } from '../../../shared/room/events.ts'

const ANNA = {
  key: testKey(`aaaaaaaa${'0'.repeat(56)}`),
  name: 'anna',
  isPlain: false,
  isAway: false
}
const TWIN = {
  key: testKey(`aaaaaaaa${'1'.repeat(56)}`),
  name: 'twin',
  isPlain: false,
  isAway: false
}
const PLAIN = { key: testKey('b'), name: 'bbbbbbbb', isPlain: true, isAway: false }

const LINES: [line: string, json: object | null, ...done: string[]][] = [
  ['hello', null, 'post hello'],
  ['  hello', null, 'post   hello'],
  ['', null],
  ['/me waves', { command: 'me', text: 'waves' }, 'post /me waves'],
  ['/say /who', { command: 'say', text: '/who' }, 'post /who'],
  ['/msg anna a  b', { command: 'msg', who: 'anna', text: 'a  b' }, 'whisper anna a  b'],
  ['/say     a\n    b', { command: 'say', text: '    a\n    b' }, 'post     a\n    b'],
  ['/say\n\ta\n\tb', { command: 'say', text: '\ta\n\tb' }, 'post \ta\n\tb'],
  [
    '/msg  anna   a\n  b',
    { command: 'msg', who: 'anna', text: '  a\n  b' },
    'whisper anna   a\n  b'
  ],
  ['/kick  anna ', null, 'kick anna'],
  [`/msg ${ANNA.key} x`, { command: 'msg', who: ANNA.key, text: 'x' }, 'whisper anna x'],
  ['/msg aaaaaaaa x', { command: 'msg', who: 'aaaaaaaa', text: 'x' }, 'problem several'],
  ['/msg bbbbbbbb x', { command: 'msg', who: 'bbbbbbbb', text: 'x' }, 'problem plain peer'],
  ['/msg bbbbbbb x', { command: 'msg', who: 'bbbbbbb', text: 'x' }, 'problem Nobody'],
  ['/msg nobody x', { command: 'msg', who: 'nobody', text: 'x' }, 'problem Nobody'],
  ['/msg anna', { command: 'msg', who: 'anna' }, 'problem missing'],
  ['/msg', { command: 'msg', text: 'x' }, 'problem missing'],
  ['/say  ', { command: 'say', text: '' }, 'problem missing'],
  ['/say \x1b[m', { command: 'say', text: '\x1b[m' }, 'problem no visible characters'],
  ['/who anna', null, 'problem /who takes no arguments, but was given "anna"'],
  ['/quit bye', null, 'problem /quit takes no arguments, but was given "bye"'],
  ['/nick ann', { command: 'nick', name: 'ann' }, 'rename ann'],
  [
    '/nick a b',
    { command: 'nick', name: 'a b' },
    'problem "a b" cannot be a name: it contains white space'
  ],
  ['/nick', { command: 'nick', name: '' }, 'problem missing'],
  ['/who', { command: 'who' }, 'roster 3'],
  ['/help', { command: 'help' }, 'help'],
  ['/last', { command: 'last' }, 'found 20'],
  ['/more', { command: 'more' }, 'earlier 20', 'found 0'],
  ['/more 3', { command: 'more', count: 3 }, 'earlier 3', 'found 0'],
  ['/last 3', { command: 'last', count: 3 }, 'found 3'],
  ['/last 200', { command: 'last', count: '200' }, 'found 200'],
  ['/last x', { command: 'last', count: 'x' }, 'problem whole number from 1 to 200, not "x"'],
  ['/last 0', { command: 'last', count: 0 }, 'problem whole number from 1 to 200, not "0"'],
  ['/last 201', { command: 'last', count: 201 }, 'problem whole number from 1 to 200, not "201"'],
  ['/last 1.5', { command: 'last', count: 1.5 }, 'problem whole number'],
  ['/last 3 4', { command: 'last', count: '3 4' }, 'problem whole number'],
  ['/search y', { command: 'search', text: 'y' }, 'found 200'],
  ['/check anna', { command: 'check', who: 'anna' }, 'check'],
  ['/check', { command: 'check' }, 'problem missing'],
  ['/invite', { command: 'invite' }, 'invite'],
  ['/quit', { command: 'quit' }, 'quit'],
  ['/exit', { command: 'exit' }, 'quit'],
  ['/names', { command: 'names' }, 'roster 3'],
  ['/w anna a  b', { command: 'w', who: 'anna', text: 'a  b' }, 'whisper anna a  b'],
  ['/w anna', { command: 'w', who: 'anna' }, 'problem missing'],
  ['/kick anna', { command: 'kick', who: 'anna' }, 'kick anna'],
  ['/ban anna', { command: 'ban', who: 'anna' }, 'ban anna'],
  ['/unban anna', { command: 'unban', who: 'anna' }, 'unban anna'],
  ['/allow anna', { command: 'allow', who: 'anna' }, 'allow anna'],
  ['/deny anna', { command: 'deny', who: 'anna' }, 'deny anna'],
  ['/nonsense', { command: 'nonsense' }, 'problem There is no command "'],
  [
    '/etc/passwd changed',
    null,
    'problem There is no command "/etc/passwd". /help lists them; /say'
  ],
  ['/\x1b[31mred', null, 'problem no command "/\\u001b[31mred"'],
  ['/constructor', { command: 'constructor' }, 'problem no command'],
  ['/', { command: '' }, 'problem no command'],
  [
    'x'.repeat(LIMITS.textBytes + 1),
    { command: 'say', text: 'x'.repeat(LIMITS.textBytes + 1) },
    'problem parts'
  ]
]

test('lines and JSON commands do the same', async (t) => {
  for (const [line, json, ...expected] of LINES) {
    const name = line.slice(0, 30)
    check(t, await doneBy((participant) => runLine(participant, line)), expected, name)
    if (json)
      check(
        t,
        await doneBy((participant) => runJson(participant, JSON.stringify(json))),
        expected,
        `${name} in JSON`
      )
  }
})

test('anything but a JSON object with arguments of the right types is a problem', async (t) => {
  for (const line of [
    'x',
    '[]',
    '1',
    'null',
    '{',
    '{}',
    '{"command":1}',
    '{"command":"say","text":[]}',
    '{"command":"say","text":null}',
    '{"command":["say"],"text":"x"}'
  ]) {
    check(t, await doneBy((participant) => runJson(participant, line)), ['problem'], line)
  }
  t.alike(await doneBy((participant) => runJson(participant, ' ')), [], 'a blank line is none')
})

test('a text is posted whatever it begins with, unless it is blank', async (t) => {
  for (const text of ['hello', '/quit', '/nonsense', '-v']) {
    t.alike(await doneBy((participant) => runText(participant, text)), [`post ${text}`])
  }
  for (const text of ['', '  ', '\n']) {
    t.alike(await doneBy((participant) => runText(participant, text)), [])
  }
})

test('only the host moderates', async (t) => {
  for (const name of ['kick', 'ban', 'unban', 'allow', 'deny']) {
    t.absent(commandNames({ moderation: null }).includes(name))
    const done = await doneBy((participant) =>
      runLine({ ...participant, moderation: null }, `/${name} anna`)
    )
    check(t, done, [`problem Only the host can ${name}`], name)
  }
})

test('help names every command', async (t) => {
  const lines: string[] = []
  const participant = recorded([])
  participant.say = (output) => {
    if (output.event === 'help') lines.push(...output.lines)
  }
  await runLine(participant, '/help')
  for (const name of commandNames(participant)) {
    t.ok(
      lines.some((line) => line.startsWith(`/${name} `)),
      name
    )
  }
})

test('an action that cannot be saved is a problem, and ends nothing', async (t) => {
  const fail = (): never => {
    throw new ChatError('NOT_KEPT', { values: { path: '/x', reason: 'the disk is full' } })
  }
  for (const line of ['/nick ann', '/ban anna', '/unban anna', '/allow anna', '/deny anna']) {
    const done = await doneBy((participant) => {
      const { moderation } = participant
      const failing = { ban: fail, unban: fail, allow: fail, deny: fail }
      return runLine(
        { ...participant, rename: fail, moderation: moderation && { ...moderation, ...failing } },
        line
      )
    })
    check(t, done, ['problem /x cannot be written: the disk is full'], line)
  }
})

test('posted texts are safe to print', async (t) => {
  t.alike(await doneBy((participant) => runLine(participant, 'a\x1b[2Jb\u202e')), ['post ab'])
})

function check(
  t: { ok: (value: unknown, name: string) => void },
  done: string[],
  expected: string[],
  name: string
): void {
  const isSo =
    done.length === expected.length &&
    done.every((each, index) => {
      const [kind = '', ...words] = (expected[index] ?? '').split(' ')
      return kind === 'problem'
        ? each.startsWith(kind) && each.includes(words.join(' '))
        : each === expected[index]
    })
  t.ok(isSo, `${name}: ${done.join('; ')}`)
}

test('/who lists the paths that are known, and what is carried for others', async (t) => {
  const direct = { path: 'direct', relay: null } as const
  const relaying = { pairs: 2, bytesPerSecond: 7 }
  const said: Output[] = []
  await runLine(
    {
      ...recorded([]),
      paths: { of: (key) => (key === ANNA.key ? direct : null), relaying },
      say: (output) => said.push(output)
    },
    '/who'
  )
  const [roster] = said
  if (roster?.event !== 'roster') return t.fail()
  t.alike(
    roster.people.map(({ path }) => path),
    ['direct', null, null]
  )
  t.alike(roster.relaying, relaying)
})

async function doneBy(run: (participant: Participant) => Promise<void>): Promise<string[]> {
  const done: string[] = []
  await run(recorded(done))
  return done
}

function recorded(done: string[]): Participant {
  const note =
    (what: string) =>
    (who: string): void =>
      void done.push(`${what} ${who}`)
  return {
    key: ANNA.key,
    say: (output) => {
      if (output.event === 'problem') done.push(`problem ${output.text}`)
      else if (output.event === 'roster') done.push(`roster ${output.people.length}`)
      else if (output.event === 'found') done.push(`found ${output.events.length}`)
      else done.push(output.event)
    },
    post: async (text) => note('post')(text),
    rename: note('rename'),
    whisper: async (who, text) => {
      done.push(`whisper ${whisperTarget(who, [ANNA, TWIN, PLAIN]).name} ${text}`)
    },
    people: () => [ANNA, TWIN, PLAIN],
    roster: () => Promise.resolve([ANNA, TWIN, PLAIN]),
    facts: { roomName: null, isPrivate: true, transcript: 'kept' },
    paths: NO_PATHS,
    waiting: [],
    find: (count) => {
      const event = { seq: 1, time: 1, author: ANNA.key, name: 'anna', type: 'join' } as RoomEvent
      return Promise.resolve(Array.from({ length: count }, () => event))
    },
    check: async (who) => ({ key: ANNA.key, name: who, words: [], of: 'keys' }),
    invite: () => Promise.resolve({ key: ANNA.key, join: null, words: null, joinWithWords: null }),
    earlier: (count) => {
      done.push(`earlier ${count}`)
      return Promise.resolve([])
    },
    quit: () => void done.push('quit'),
    moderation: {
      kick: note('kick'),
      ban: note('ban'),
      unban: note('unban'),
      allow: note('allow'),
      deny: note('deny')
    }
  }
}
