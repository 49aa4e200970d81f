import b4a from 'b4a'
import test from 'brittle'
import * as encoding from 'compact-encoding'
import type { State } from 'compact-encoding'
import { LIMITS } from '../../../shared/base/limits.ts'
import {
  control,
  isProtomux,
  openedProtocol,
  readBreakReason,
  type Json
} from '../../../shared/network/wire.ts'
import {
  PIPE_PROTOCOL,
  readByteCount,
  readPipeHello,
  type PipeRole
} from '../../../shared/pipe/messages.ts'
import { ROOM_PROTOCOL } from '../../../shared/room/messages.ts'
import { openFrame } from '../../helpers/frames.ts'
import { Random } from '../../helpers/random.ts'
import { randomBytes } from '../../helpers/streams.ts'

const OBJECTS: Json[] = [
  {},
  { bytes: 0 },
  { bytes: Number.MAX_SAFE_INTEGER, reason: 'left' },
  { text: 'ä € 😀 \u0000 "\\', list: [1, [2, { three: null }]], deep: { er: { still: true } } },
  { constructor: 'x', toString: 1 }
]

const NO_OBJECTS = [
  '',
  ' ',
  '{',
  '}',
  '{"bytes":1',
  '{"bytes":}',
  "{'bytes':1}",
  '{"bytes":1}x',
  'null',
  'true',
  '1',
  '-1.5e9',
  '"text"',
  'undefined',
  'NaN',
  '\u0000',
  '\ufeff{}',
  `${'['.repeat(8000)}`,
  `{"text":"${'x'.repeat(LIMITS.messageBytes)}"}`
]

test('a control message survives a round trip', (t) => {
  for (const object of OBJECTS) t.alike(control.decode(stateOf(encode(object))), object)
})

test('a control message leaves the bytes after it alone', (t) => {
  const state = stateOf(b4a.concat([encode({ one: 1 }), encode({ two: 2 })]))
  t.alike(control.decode(state), { one: 1 })
  t.alike(control.decode(state), { two: 2 })
  t.is(state.start, state.end)
})

test('a control message that is not a JSON object within the limit decodes to null', (t) => {
  for (const text of NO_OBJECTS) {
    t.is(control.decode(stateOf(encodeText(text))), null, JSON.stringify(text.slice(0, 20)))
  }
})

test('a control message that is an array decodes to null', (t) => {
  for (const text of ['[]', '[{"bytes":1}]']) {
    t.is(control.decode(stateOf(encodeText(text))), null, text)
  }
})

test('a control message may be as long as the limit, and not one letter longer', (t) => {
  const room = LIMITS.messageBytes - '{"t":""}'.length
  t.ok(control.decode(stateOf(encodeText(`{"t":"${'x'.repeat(room)}"}`))))
  t.is(control.decode(stateOf(encodeText(`{"t":"${'x'.repeat(room + 1)}"}`))), null)
})

test('nesting as deep as the limit allows does no harm', (t) => {
  const depth = (LIMITS.messageBytes - 20) / 2
  const text = `{"x":${'['.repeat(depth)}${']'.repeat(depth)}}`
  t.absent(isFatal(() => control.decode(stateOf(encodeText(text)))))
})

test('a truncated control message is null or throws a plain Error', (t) => {
  for (const object of [...OBJECTS, { text: 'x'.repeat(300) }, { text: 'x'.repeat(15_000) }]) {
    const whole = encode(object)
    // Every length of the short ones; of the long one all that matter and some more.
    for (let length = 0; length < whole.length; length += length < 400 ? 1 : 97) {
      // As Protomux has it: the buffer may go on, the state ends.
      for (const buffer of [whole, b4a.from(whole.subarray(0, length))]) {
        const outcome = outcomeOf(() => control.decode({ start: 0, end: length, buffer }))
        if (outcome === null || outcome === 'Error') continue
        t.fail(
          `${JSON.stringify(object).slice(0, 40)} cut to ${length}: ${JSON.stringify(outcome)}`
        )
      }
    }
  }
  t.pass()
})

test('random bytes are null or an object, or throw a plain Error', (t) => {
  const random = new Random(1)
  for (let turn = 0; turn < 5000; turn++) {
    const bytes = randomBytes(random, random.below(40))
    if (turn % 2 === 0 && bytes.length > 0) bytes[0] = random.below(40)
    if (isFatal(() => control.decode(stateOf(bytes)))) t.fail(bytes.join(' '))
  }
  t.pass()
})

test('bytes that are not UTF-8 do no harm', (t) => {
  for (const bytes of [[0x80], [0xff, 0xfe], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf8, 0x88]]) {
    const message = b4a.concat([b4a.from([bytes.length]), b4a.from(bytes)])
    t.is(control.decode(stateOf(message)), null)
  }
})

const COUNTS: [unknown, number | null][] = [
  [0, 0],
  [1, 1],
  [-0, -0],
  [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  [Number.MAX_SAFE_INTEGER + 1, null],
  [2 ** 64, null],
  [1e308, null],
  [-1, null],
  [0.5, null],
  [NaN, null],
  [Infinity, null],
  [-Infinity, null],
  ['1', null],
  ['', null],
  [true, null],
  [null, null],
  [undefined, null],
  [[1], null],
  [{ bytes: 1 }, null],
  [{ valueOf: 1 }, null]
]

test('a count is an exact whole number and not negative', (t) => {
  for (const [bytes, count] of COUNTS) t.is(readByteCount({ bytes }), count, String(typeof bytes))
  t.is(readByteCount({}), null)
  t.is(readByteCount(null), null)
})

test('a count on the wire beyond exact numbers is refused', (t) => {
  for (const number of ['9007199254740993', '1e400', '-1', '1.5', '"1"', 'null', '[1]']) {
    t.is(readByteCount(control.decode(stateOf(encodeText(`{"bytes":${number}}`)))), null, number)
  }
})

test('unknown fields are ignored', (t) => {
  t.is(readByteCount({ bytes: 5, other: 'x', more: { bytes: -1 } }), 5)
  t.is(readBreakReason({ reason: 'busy', bytes: 1, other: [] }), 'busy')
  t.alike(directionsOf({ sends: false, other: 1 }), { sends: false, receives: true })
})

const REASONS = [
  'busy',
  'is-pipe',
  'is-chat',
  'takes-no-data',
  'has-data',
  'output-closed',
  'output-failed',
  'input-failed',
  'left',
  'protocol'
] as const

test('a break has a known reason, or the reason protocol', (t) => {
  for (const reason of REASONS) t.is(readBreakReason({ reason }), reason)
  for (const reason of ['', 'BUSY', 'busy ', 'toString', '__proto__', 0, 1, null, [], ['busy']]) {
    t.is(readBreakReason({ reason }), 'protocol', JSON.stringify(reason))
  }
  t.is(readBreakReason({}), 'protocol')
  t.is(readBreakReason(null), 'protocol')
})

test('a peer sends and receives unless it says that it does not', (t) => {
  for (const odd of [true, undefined, null, 0, 1, '', 'false', [], {}]) {
    t.alike(directionsOf({ sends: odd, receives: odd }), { sends: true, receives: true })
  }
  t.alike(directionsOf({ sends: false }), { sends: false, receives: true })
  t.alike(directionsOf({ receives: false }), { sends: true, receives: false })
  t.alike(directionsOf({}), { sends: true, receives: true })
  t.alike(directionsOf(null), { sends: true, receives: true })
})

test('a channel open tells its protocol', (t) => {
  t.is(openedProtocol(openFrame()), PIPE_PROTOCOL)
  t.is(openedProtocol(openFrame('{}', ROOM_PROTOCOL)), ROOM_PROTOCOL)
  t.is(openedProtocol(openFrame('{}', 'hyperdht-chat/pipe/2')), 'hyperdht-chat/pipe/2')
  t.is(openedProtocol(openFrame('no JSON')), PIPE_PROTOCOL, 'the handshake is read later')
})

test('a channel open of another protocol is not ours', (t) => {
  for (const protocol of ['', 'hypercore/alpha', 'hyperdht-chat', 'x hyperdht-chat/pipe/1']) {
    t.is(openedProtocol(openFrame('{}', protocol)), null, protocol)
  }
})

test('a channel open truncated within its protocol is not ours', (t) => {
  const frame = openFrame('{"sends":false}')
  const needed = 3 + 1 + PIPE_PROTOCOL.length
  for (let length = 0; length <= frame.length; length++) {
    const expected = length < needed ? null : PIPE_PROTOCOL
    t.is(openedProtocol(b4a.from(frame.subarray(0, length))), expected, `${length} bytes, a copy`)
    t.is(openedProtocol(frame.subarray(0, length)), expected, `${length} bytes, a view`)
  }
})

test('random bytes open no channel, and throw nothing', (t) => {
  const random = new Random(2)
  for (let turn = 0; turn < 5000; turn++) {
    const bytes = randomBytes(random, random.below(60))
    // Half of them start like a valid message.
    if (turn % 2 === 0) bytes.set([0, 1].slice(0, bytes.length))
    if (openedProtocol(bytes) !== null) t.fail(bytes.join(' '))
  }
  t.pass()
})

test("text, and a plain peer's zeros, are no Protomux", (t) => {
  const plain = ['', 'hello', '\u0000', '\u0000\u0000', '\u0000\u0004', '\u0001\u0001', '\u0000 ']
  for (const text of plain) t.absent(isProtomux(b4a.from(text)), JSON.stringify(text))
})

test('an open, a refusal and a close of a channel are Protomux', (t) => {
  t.ok(isProtomux(openFrame()))
  for (const type of [1, 2, 3]) t.ok(isProtomux(b4a.from([0, type, 1])))
})

function encode(value: Json): Uint8Array {
  return encoding.encode(control, value)
}

function encodeText(text: string): Uint8Array {
  return encoding.encode(encoding.string, text)
}

function stateOf(buffer: Uint8Array): State {
  return { start: 0, end: buffer.length, buffer }
}

/** Its result, or the kind of error it throws. */
function outcomeOf(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error instanceof Error ? error.constructor.name : error
  }
}

/** Whether Protomux would treat the error as a bug of ours, and end the process. */
function isFatal(action: () => unknown): boolean {
  const outcome = outcomeOf(action)
  return typeof outcome === 'string' && outcome !== 'Error'
}

function directionsOf(message: Json | null): PipeRole {
  const { sends, receives } = readPipeHello(message)
  return { sends, receives }
}
