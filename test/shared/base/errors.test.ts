import test from 'brittle'
import {
  breakError,
  connectError,
  inputError,
  NO_FACTS,
  outputError,
  reasonToBreak
} from '../../../shared/network/foreign-errors.ts'
import type { AttemptFacts } from '../../../shared/network/attempt.ts'
import { EXIT } from '../../../shared/base/error-table.ts'
import {
  ChatError,
  codeOf,
  messageOf,
  toChatError,
  type ChatErrorCode
} from '../../../shared/base/errors.ts'

/** design.md: unexpected, usage, not found or unreachable, refused, lost mid-way, timed out. */
const [UNEXPECTED, USAGE, UNREACHABLE, REFUSED, LOST, TIMED_OUT] = [1, 2, 3, 4, 5, 6]

/** What every code exits with, and which gaps its sentence has. The compiler wants them all. */
const CODES: Record<ChatErrorCode, [exitCode: number | undefined, ...gaps: string[]]> = {
  UNEXPECTED: [UNEXPECTED, 'reason'],
  USAGE: [USAGE, 'reason'],
  KEY_MISSING: [USAGE, 'command'],
  KEY_EMPTY: [USAGE],
  ALIAS_UNKNOWN: [USAGE, 'alias', 'hint'],
  ALIAS_TAKEN: [USAGE, 'alias', 'key', 'command', 'own'],
  KEY_NONE: [USAGE, 'text'],
  KEY_TOO_SHORT: [USAGE, 'length', 'alphabet', 'expected'],
  KEY_TOO_LONG: [USAGE, 'length', 'alphabet', 'expected'],
  KEY_FOREIGN_LETTER: [USAGE, 'letter', 'position', 'alphabet'],
  KEY_IS_SECRET: [USAGE],
  KEY_IMPOSSIBLE: [USAGE],
  WORDS_UNKNOWN: [USAGE, 'words'],
  WORDS_COUNT: [USAGE, 'example', 'count', 'hint'],
  WORDS_NOT_FOUND: [UNREACHABLE],
  WORDS_SPENT: [REFUSED],
  INVITES_FULL: [REFUSED, 'count'],
  INVITE_UNUSED: [TIMED_OUT],
  WORDS_TOO_COSTLY: [UNEXPECTED],
  IDENTITY_DAMAGED: [UNEXPECTED, 'path', 'reason'],
  IDENTITY_EXPOSED: [UNEXPECTED, 'path', 'mode'],
  IDENTITY_IN_USE: [UNEXPECTED, 'name'],
  NO_HOME: [UNEXPECTED],
  STORAGE_EXPOSED: [UNEXPECTED, 'path', 'mode'],
  STORAGE_UNREADABLE: [UNEXPECTED, 'path', 'reason'],
  STORAGE_UNWRITABLE: [UNEXPECTED, 'path', 'reason'],
  NOT_KEPT: [UNEXPECTED, 'path', 'reason'],
  TRANSCRIPT_FAILED: [UNEXPECTED, 'path', 'reason'],
  EXEC_FAILED: [UNEXPECTED, 'command', 'code'],
  NETWORK_UNREACHABLE: [UNREACHABLE],
  NETWORK_CLOSED: [UNREACHABLE],
  PEER_NOT_FOUND: [UNREACHABLE],
  PEER_UNREACHABLE: [UNREACHABLE],
  LOCAL_FIREWALL: [UNREACHABLE],
  PATH_BLOCKED: [UNREACHABLE],
  BOTH_RANDOM: [UNREACHABLE],
  PUNCH_FAILED: [UNREACHABLE],
  RELAY_FAILED: [UNREACHABLE],
  REFUSED: [REFUSED],
  BUSY: [REFUSED],
  HOST_IS_PIPE: [REFUSED],
  HOST_IS_CHAT: [REFUSED],
  NO_PIPE: [REFUSED],
  NO_CHAT: [REFUSED],
  KICKED: [REFUSED],
  BANNED: [REFUSED],
  ROOM_FULL: [REFUSED],
  PLAIN_HOST: [REFUSED],
  PEER_TAKES_NO_DATA: [REFUSED],
  NOBODY_SENDS: [REFUSED],
  INPUT_UNWANTED: [REFUSED],
  PEER_INPUT_UNWANTED: [REFUSED],
  INCOMPATIBLE: [REFUSED],
  LOST: [LOST, 'progress'],
  NOT_RESUMED: [LOST, 'seconds', 'progress'],
  FORGOTTEN: [LOST, 'progress'],
  HOST_LEFT: [LOST],
  FLOODED: [LOST, 'progress'],
  TOO_FAST: [LOST, 'progress'],
  PROTOCOL: [LOST, 'progress'],
  PEER_LEFT: [LOST, 'progress'],
  PEER_OUTPUT_CLOSED: [LOST, 'progress'],
  PEER_OUTPUT_FAILED: [LOST, 'progress'],
  PEER_INPUT_FAILED: [LOST, 'progress'],
  PEER_PROTOCOL: [LOST, 'progress'],
  TOO_SLOW: [LOST],
  NOT_POSTED: [LOST, 'count'],
  NOT_CONFIRMED: [TIMED_OUT, 'count', 'seconds'],
  INPUT_FAILED: [LOST, 'reason'],
  OUTPUT_CLOSED: [LOST],
  BUFFER_FAILED: [LOST, 'path', 'reason'],
  OUTPUT_FAILED: [LOST, 'reason'],
  TIMED_OUT: [TIMED_OUT, 'seconds', 'reason']
}

// Object.entries gives the keys as any string.
const ENTRIES = Object.entries(CODES) as [ChatErrorCode, (typeof CODES)[ChatErrorCode]][]

test('every code has a sentence, complete once its values are given', (t) => {
  for (const [code, [, ...gaps]] of ENTRIES) {
    const values = Object.fromEntries(gaps.map((gap) => [gap, `<value of ${gap}>`]))
    const asked = new Set<string>()
    const { message } = new ChatError(code, { values: recorded(values, asked) })
    t.alike(Array.from(asked).sort(), gaps.toSorted(), `the gaps of ${code}`)
    t.absent(/[{}]|undefined|null/.test(message), message)
    for (const value of Object.values(values)) t.ok(message.includes(value), message)
  }
})

test('a sentence is one line that starts with a capital', (t) => {
  for (const [code, [, ...gaps]] of ENTRIES) {
    const values = Object.fromEntries(gaps.map((gap) => [gap, 'Value']))
    t.ok(/^[A-Z][^\n]*[^ .\n]$/.test(new ChatError(code, { values }).message), code)
  }
})

test('a gap without a value is left out', (t) => {
  for (const [code] of ENTRIES) t.absent(/[{}]|undefined/.test(new ChatError(code).message), code)
  t.is(new ChatError('LOST').message, 'The connection was lost')
})

test('a value is put in as it is', (t) => {
  const values = { path: '/a/{reason}/$&/$1', reason: '{path}' }
  t.is(
    new ChatError('STORAGE_UNREADABLE', { values }).message,
    'Cannot read /a/{reason}/$&/$1: {path}'
  )
  const position = { letter: '"x"', position: 0, alphabet: 'hex digit' }
  t.ok(new ChatError('KEY_FOREIGN_LETTER', { values: position }).message.includes('position 0'))
})

test('every code has the exit code of the design', (t) => {
  for (const [code, [exitCode]] of ENTRIES) t.is(new ChatError(code).exitCode, exitCode, code)
  t.is(EXIT.OK, 0)
})

test('an error knows its code and its cause, and is an Error', (t) => {
  const cause = new Error('below')
  const error = new ChatError('REFUSED', { cause })
  t.ok(error instanceof Error)
  t.is(error.name, 'ChatError')
  t.is(error.code, 'REFUSED')
  t.is(error.cause, cause)
})

const FOREIGN = ['hyperdht/lib/errors.js', 'dht-rpc/lib/errors.js']
/** They come up on listening only. */
const FAULTS_OF_OURS = new Set(['ALREADY_LISTENING', 'KEYPAIR_ALREADY_USED'])

for (const file of FOREIGN) {
  test(`every error of ${file} that connecting can give is a known one`, async (t) => {
    const made = await errorsOf(file)
    t.ok(made.length > 0)
    for (const cause of made) {
      const name = codeOf(cause)
      if (FAULTS_OF_OURS.has(name)) continue
      for (const isOnline of [true, false]) {
        const error = connectError(cause, { ...NO_FACTS, isOnline })
        t.not(error.code, 'UNEXPECTED', name)
        t.ok([UNREACHABLE, REFUSED].includes(error.exitCode), `${name} exits ${error.exitCode}`)
        t.is(error.cause, cause)
      }
    }
  })
}

const RANDOM = { own: 3, host: 3 }
const ONE_RANDOM = { hasAnswered: true, own: 2, host: 3 }

/** HyperDHT's error, what the attempt has shown besides, and what that means. */
const CONNECTING: [code: string, facts: Partial<AttemptFacts>, ours: ChatErrorCode][] = [
  ['PEER_NOT_FOUND', {}, 'PEER_NOT_FOUND'],
  ['PEER_NOT_FOUND', { isOnline: false }, 'NETWORK_UNREACHABLE'],
  ['PEER_CONNECTION_FAILED', {}, 'PEER_UNREACHABLE'],
  ['PEER_CONNECTION_FAILED', { isOnline: false }, 'NETWORK_UNREACHABLE'],
  ['ETIMEDOUT', {}, 'PEER_UNREACHABLE'],
  ['REQUEST_TIMEOUT', {}, 'PEER_UNREACHABLE'],
  ['REQUEST_TIMEOUT', { hasAnswered: true, own: 2, host: 2 }, 'PATH_BLOCKED'],
  ['HOLEPUNCH_ABORTED', { hasAnswered: true, isLocalSilent: true }, 'LOCAL_FIREWALL'],
  ['HOLEPUNCH_ABORTED', { hasAnswered: true, isLocalSilent: true, ...RANDOM }, 'LOCAL_FIREWALL'],
  ['HOLEPUNCH_ABORTED', { hasAnswered: true, own: 2, host: 2 }, 'PATH_BLOCKED'],
  ['HOLEPUNCH_ABORTED', { hasAnswered: true }, 'PATH_BLOCKED'],
  ['HOLEPUNCH_ABORTED', ONE_RANDOM, 'PUNCH_FAILED'],
  ['HOLEPUNCH_ABORTED', { hasAnswered: true, own: 3, host: 1 }, 'PUNCH_FAILED'],
  ['HOLEPUNCH_ABORTED', { hasAnswered: true, ...RANDOM }, 'BOTH_RANDOM'],
  ['HOLEPUNCH_DOUBLE_RANDOMIZED_NATS', { hasAnswered: true, ...RANDOM }, 'BOTH_RANDOM'],
  ['REMOTE_NOT_HOLEPUNCHABLE', ONE_RANDOM, 'PUNCH_FAILED'],
  ['REMOTE_ABORTED', ONE_RANDOM, 'PUNCH_FAILED'],
  ['RELAY_ABORTED', { hasAnswered: true, ...RANDOM }, 'RELAY_FAILED'],
  ['ECONNRESET', {}, 'REFUSED'],
  ['SERVER_ERROR', {}, 'REFUSED'],
  ['SERVER_INCOMPATIBLE', {}, 'INCOMPATIBLE'],
  ['NODE_DESTROYED', { isOnline: false }, 'NETWORK_CLOSED']
]

test('reasons for failing to connect are told apart', (t) => {
  for (const [code, facts, ours] of CONNECTING) {
    const cause = Object.assign(new Error('foreign'), { code })
    const error = connectError(cause, { ...NO_FACTS, ...facts })
    t.is(error.code, ours, `${code} ${JSON.stringify(facts)}`)
    t.is(error.cause, cause)
  }
})

test('no cause is taken for another: each sentence says its own', (t) => {
  const random = /different port for every peer/
  const says = (code: ChatErrorCode): string => new ChatError(code).message
  for (const code of ['BOTH_RANDOM', 'PUNCH_FAILED'] as const) t.ok(random.test(says(code)), code)
  for (const code of ['LOCAL_FIREWALL', 'PATH_BLOCKED', 'PEER_UNREACHABLE'] as const) {
    t.absent(random.test(says(code)), code)
  }
  t.ok(/firewall/.test(says('LOCAL_FIREWALL')))
  for (const code of ['PATH_BLOCKED', 'LOCAL_FIREWALL', 'PEER_UNREACHABLE'] as const) {
    t.absent(/private/.test(says(code)), code)
  }
})

test('an error of our own says itself why connecting failed', (t) => {
  const own = new ChatError('NETWORK_UNREACHABLE')
  t.is(connectError(own, NO_FACTS), own)
})

test('an unknown failure is unexpected, and its message is kept', (t) => {
  const error = connectError(Object.assign(new Error('the moon fell'), { code: 'NEW' }), NO_FACTS)
  t.is(error.code, 'UNEXPECTED')
  t.is(error.message, 'Something failed that should not have: the moon fell')
  t.is(connectError(new Error('no code'), NO_FACTS).code, 'UNEXPECTED')
  t.is(
    connectError('only words', NO_FACTS).message,
    'Something failed that should not have: only words'
  )
})

test('a closed output is told apart from a full one', (t) => {
  for (const code of ['EPIPE', 'ECONNRESET', 'EINVAL', 'EBADF']) {
    t.is(outputError(Object.assign(new Error('write'), { code })).code, 'OUTPUT_CLOSED', code)
  }
  const full = outputError(Object.assign(new Error('write'), { code: 'ENOSPC' }))
  t.is(full.code, 'OUTPUT_FAILED')
  t.is(full.message, 'Cannot write to standard output: the disk is full')
  t.is(outputError(new Error('odd')).message, 'Cannot write to standard output: odd')
})

test('a failed input says why', (t) => {
  const cause = Object.assign(new Error('read'), { code: 'EISDIR' })
  const error = inputError(cause)
  t.is(error.code, 'INPUT_FAILED')
  t.is(error.message, 'Standard input could not be read to its end: it is a folder')
  t.is(error.cause, cause)
})

test('each side has its own words for a reason to break off', (t) => {
  const pairs: [ours: ChatErrorCode, theirs: ChatErrorCode][] = [
    ['OUTPUT_CLOSED', 'PEER_OUTPUT_CLOSED'],
    ['OUTPUT_FAILED', 'PEER_OUTPUT_FAILED'],
    ['INPUT_FAILED', 'PEER_INPUT_FAILED'],
    ['PEER_TAKES_NO_DATA', 'PEER_TAKES_NO_DATA'],
    ['INPUT_UNWANTED', 'PEER_INPUT_UNWANTED'],
    ['PROTOCOL', 'PEER_PROTOCOL']
  ]
  for (const [ours, theirs] of pairs) {
    const reason = reasonToBreak(ours)
    t.is(reason === null ? null : breakError(reason, '').code, theirs, ours)
  }
  t.is(reasonToBreak('LOST'), null, 'there is nobody to tell')
  t.is(breakError('left', ': 3 of 4').message, 'The other side left before it was done: 3 of 4')
})

test('our own errors are unchanged, any other is unexpected', (t) => {
  const ours = new ChatError('KEY_EMPTY')
  t.is(toChatError(ours), ours)
  for (const thrown of [new TypeError('x is not a function'), 'words', undefined, null, 7, {}]) {
    const error = toChatError(thrown)
    t.is(error.code, 'UNEXPECTED')
    t.is(error.cause, thrown)
  }
  t.ok(toChatError(new TypeError('x is not a function')).message.endsWith('x is not a function'))
})

test('anything can be asked for its code', (t) => {
  t.is(codeOf(Object.assign(new Error(''), { code: 'EPIPE' })), 'EPIPE')
  t.is(codeOf({ code: 'EPIPE' }), 'EPIPE')
  for (const thrown of [new Error(''), 'EPIPE', undefined, null, 7, { code: 7 }, {}]) {
    t.is(codeOf(thrown), '')
  }
})

test('common system errors are put in words, others keep theirs', (t) => {
  const denied = Object.assign(new Error("EACCES: permission denied, open '/x'"), {
    code: 'EACCES'
  })
  t.is(messageOf(denied), 'permission denied')
  t.is(messageOf(Object.assign(new Error('odd'), { code: 'EODD' })), 'odd')
  t.is(messageOf('words'), 'words')
})

test('values in a sentence cannot control the terminal', (t) => {
  const raw = '/tmp/\x1b]0;x\x07\x9b2J\n\t\u202e'
  const shown = '/tmp/U+001B]0;xU+0007U+009B2JU+000AU+0009U+202E'
  t.is(
    new ChatError('STORAGE_UNREADABLE', { values: { path: raw, reason: raw } }).message,
    `Cannot read ${shown}: ${shown}`
  )
  t.is(messageOf(new Error(raw)), shown)
  t.is(messageOf(raw), shown)
  const fault = toChatError(new TypeError(raw))
  t.absent(
    /(?!\n)[\p{Cc}\p{Bidi_Control}]/u.test(fault.message + fault.trace),
    'nor where it came up'
  )
  t.ok(fault.trace.includes('errors.test'))
  t.is(new ChatError('USAGE').trace, '')
})

/** One error of every kind a module of errors can make. */
async function errorsOf(file: string): Promise<unknown[]> {
  const module: { default: unknown } = await import(file)
  const made: unknown[] = []
  const factories = module.default as Record<string, unknown>
  for (const name of Object.getOwnPropertyNames(factories)) {
    if (!/^[A-Z_0-9]+$/.test(name)) continue
    const factory = factories[name]
    // dht-rpc has two numbers among them, for answers on the wire.
    if (typeof factory === 'function') made.push(factory())
  }
  return made
}

/** `values`, noting in `asked` which of them are asked for. */
function recorded(values: Record<string, string>, asked: Set<string>): Record<string, string> {
  return new Proxy(values, {
    get(target, name) {
      if (typeof name !== 'string') return undefined
      asked.add(name)
      return target[name]
    }
  })
}

test('an exhausted quota is called that, although libuv has no name for it', (t) => {
  const forms = [
    { code: 'EDQUOT' },
    { code: 'UNKNOWN', errno: -122 },
    { code: 'Unknown system error -122' },
    { code: 'Unknown system error -69' }
  ]
  for (const form of forms) {
    t.is(messageOf(Object.assign(new Error('write'), form)), 'the disk quota is used up')
  }
})
