import b4a from 'b4a'
import test from 'brittle'
import * as crypto from 'hypercore-crypto'
import HyperDHT from 'hyperdht'
import { keyOf, type PublicKey } from '../../../shared/base/key.ts'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { control, type Json } from '../../../shared/network/wire.ts'
import { printableText } from '../../../shared/base/text.ts'
import {
  encodeEvent,
  readEvent,
  readPost,
  readSignedEvent,
  type Happening
} from '../../../shared/room/events.ts'
import {
  readHello,
  readNotice,
  readPresence,
  readRename,
  readSeq,
  readWelcome,
  readWhisper
} from '../../../shared/room/messages.ts'
import { isGenuine, openWhisper, sealWhisper, signPost } from '../../../shared/room/signing.ts'
import { seal } from '../../helpers/seal.ts'

const KEY = testKey('ab')
const ID = 'cd'.repeat(16)
const SIGNATURE = 'ef'.repeat(64)
const LOG = '0123456789abcdef'
const ROOM = HyperDHT.keyPair()
const ROOM_KEY = keyOf(ROOM.publicKey)
const ANNA = HyperDHT.keyPair()
const BEN = HyperDHT.keyPair()

interface Case {
  read: (message: Json | null) => unknown
  good: Record<string, unknown>
  /** Optional or tolerant fields. */
  free?: string[]
}

const PERSON = { key: KEY, name: 'anna', isPlain: false, isAway: true }
const FACTS = {
  roomName: 'lobby',
  hadJoined: true,
  isResumed: true,
  isPrivate: true,
  transcript: 'failed'
}
const CASES: Record<string, Case> = {
  welcome: {
    read: readWelcome,
    good: {
      room: KEY,
      you: KEY,
      name: 'anna',
      log: LOG,
      seq: 9,
      from: 3,
      roster: [PERSON],
      ...FACTS
    },
    free: ['name', 'roomName', 'hadJoined', 'isResumed', 'isPrivate', 'transcript']
  },
  presence: {
    read: readPresence,
    good: { seq: 7, away: [KEY], back: [] }
  },
  post: { read: readPost, good: { id: ID, text: 'hello', signedAt: 7, signature: SIGNATURE } },
  whisper: { read: readWhisper, good: { peer: KEY, id: ID, sealed: 'abcd' } },
  'slow-down': { read: readNotice, good: { kind: 'slow-down', id: ID, afterMs: 100 } },
  relayed: { read: readNotice, good: { kind: 'relayed', relay: KEY, member: KEY } },
  posted: { read: readNotice, good: { kind: 'posted', id: ID } },
  whispered: { read: readNotice, good: { kind: 'whispered', id: ID } },
  'not-whispered': { read: readNotice, good: { kind: 'not-whispered', id: ID } }
}
const LISTS = new Set(['roster', 'away', 'back'])
const ODD = [
  undefined,
  null,
  true,
  -1,
  1.5,
  NaN,
  2 ** 53,
  '',
  'x',
  [],
  {},
  [null],
  'AB'.repeat(32),
  `${KEY}0`
]

test('every message survives the wire unchanged, whatever fields are added', (t) => {
  for (const [name, { read, good }] of Object.entries(CASES)) {
    t.alike(read(overTheWire(good)), good, name)
    t.alike(read(overTheWire({ ...good, more: { of: 'it' } })), good, `${name} of a later version`)
  }
})

test('a message with a missing, mistyped or out-of-range field is refused', (t) => {
  for (const [name, { read, good, free = [] }] of Object.entries(CASES)) {
    for (const field of Object.keys(good).filter((each) => !free.includes(each))) {
      for (const value of ODD) {
        if (field === 'text' && typeof value === 'string' && value !== '') continue
        if (LISTS.has(field) && Array.isArray(value) && value.length === 0) continue
        const message = { ...good, [field]: value } as Json
        t.is(read(message), null, `${name}: ${field} = ${JSON.stringify(value)}`)
      }
    }
    t.is(read(null), null, name)
    t.is(read({}), null, name)
  }
})

test('a message truncated anywhere is refused', (t) => {
  for (const [name, { read, good }] of Object.entries(CASES)) {
    const state = { start: 0, end: 0, buffer: b4a.alloc(0) }
    control.preencode(state, good)
    state.buffer = b4a.alloc(state.end)
    control.encode(state, good)
    for (let end = 0; end < state.buffer.length; end++) {
      let message: Json | null = null
      try {
        message = control.decode({ start: 0, end, buffer: state.buffer })
      } catch (error) {
        if ((error as Error).constructor !== Error)
          t.fail(`${name} cut to ${end} throws ${String(error)}`)
      }
      if (read(message) !== null) t.fail(`${name} cut to ${end}`)
    }
    t.pass(name)
  }
})

test('invalid fields of a hello are ignored', (t) => {
  const none = { name: null, since: null, instance: null }
  t.alike(readHello(null), none)
  for (const odd of ODD) {
    if (typeof odd !== 'string') t.alike(readHello({ name: odd, since: odd, instance: odd }), none)
    t.is(readHello({ since: { log: LOG, seq: odd } }).since, null)
    t.is(readHello({ since: { log: odd, seq: 1 } }).since, null)
    t.is(readHello({ instance: odd }).instance, null)
  }
  const hello = { name: 'anna', since: { log: LOG, seq: 7 }, instance: ID }
  t.alike(readHello(overTheWire(hello)), hello)
})

test('small messages: seen and rename', (t) => {
  t.is(readSeq({ seq: 5 }), 5)
  t.is(readRename({ name: 'anna' }), 'anna')
  for (const odd of ODD) {
    t.is(readSeq({ seq: odd }), null)
    if (typeof odd !== 'string') t.is(readRename({ name: odd }), null)
  }
  t.alike(readNotice({ kind: 'name-refused' }), { kind: 'name-refused' })
  t.is(readNotice({ kind: 'what' }), null)
})

test('a welcome whose history begins after its end is refused', (t) => {
  const welcome = CASES['welcome']?.good
  t.ok(readWelcome({ ...welcome, from: 3, seq: 3 }))
  t.is(readWelcome({ ...welcome, from: 4, seq: 3 }), null)
})

test('a host cannot delay a member by more than a minute', (t) => {
  const wait = (afterMs: number): unknown => readNotice({ kind: 'slow-down', id: ID, afterMs })
  t.alike(wait(2 ** 40), { kind: 'slow-down', id: ID, afterMs: 60_000 })
})

test('a text has a limit in bytes and must be visible', (t) => {
  const post = (text: string): unknown =>
    readPost({ id: ID, text, signedAt: 7, signature: SIGNATURE })
  t.ok(post('x'.repeat(LIMITS.textBytes)))
  t.is(post('x'.repeat(LIMITS.textBytes + 1)), null)
  t.ok(post('é'.repeat(LIMITS.textBytes / 2)))
  t.is(post('é'.repeat(LIMITS.textBytes / 2 + 1)), null)
  for (const text of ['', ' ', '\n\t\u00a0']) t.is(post(text), null)
  t.is(readPost({ id: ID, text: 'x', signedAt: 7, signature: null }), null, 'members sign')
})

test('every event survives a round trip; truncated or out of range it is refused', (t) => {
  const stamp = { author: KEY, name: 'anna' }
  const happenings: Happening[] = [
    { ...stamp, type: 'post', id: ID, text: 'two\nlines', signedAt: 7, signature: SIGNATURE },
    { ...stamp, type: 'post', id: ID, text: 'plain', signedAt: null, signature: null },
    { ...stamp, type: 'join', isPlain: false },
    { ...stamp, type: 'leave', reason: 'banned' },
    { ...stamp, type: 'rename', formerly: 'ann' }
  ]
  for (const happening of happenings) {
    const frame = encodeEvent(7, 1000, happening)
    t.alike(readEvent(frame) as unknown, { seq: 7, time: 1000, ...happening })
    t.ok(b4a.toString(frame).startsWith('{"seq":7,'))
    for (let end = 0; end < frame.length; end++) {
      if (readEvent(frame.subarray(0, end)) !== null) t.fail(`cut to ${end}`)
    }
    t.is(readEvent(encodeEvent(0, 1000, happening)), null)
    t.is(readEvent(encodeEvent(1.5, 1000, happening)), null)
    t.is(readEvent(encodeEvent(7, -1, happening)), null)
    t.is(readEvent(encodeEvent(7, 8.64e15 + 1, happening)), null, 'no date')
    t.is(readEvent(encodeEvent(7, 1000, { ...happening, author: 'x' as PublicKey })), null)
  }
  t.is(readEvent(b4a.alloc(LIMITS.messageBytes + 1, ' ')), null)
})

test('an unsafe name in an event is not used', (t) => {
  for (const name of ['\x1b[31mred', 'a b', 'host: hi', '', 'x'.repeat(500), '\u202eanna']) {
    const event = readEvent(encodeEvent(1, 1, { type: 'join', author: KEY, name, isPlain: true }))
    t.is(event?.name, KEY.slice(0, 8), JSON.stringify(name.slice(0, 20)))
  }
})

test('only its recipient can open a whisper, and only unaltered', (t) => {
  const ben = keyOf(BEN.publicKey)
  const anna = keyOf(ANNA.publicKey)
  const whisper = seal('psst', ben, ROOM_KEY, ANNA, { signedAt: 7 })
  t.absent(whisper.sealed.includes(b4a.toString(b4a.from('psst'), 'hex')))
  t.alike(openWhisper(whisper, anna, ROOM_KEY, BEN), { text: 'psst', signedAt: 7 })
  const forged = { dropped: 'forged' }
  t.alike(openWhisper(whisper, anna, ROOM_KEY, ROOM), forged, 'the host')
  t.alike(openWhisper(whisper, ben, ROOM_KEY, BEN), forged, 'as if from another')
  t.alike(openWhisper(whisper, anna, keyOf(BEN.publicKey), BEN), forged, 'in another room')
  t.alike(openWhisper({ ...whisper, id: ID }, anna, ROOM_KEY, BEN), forged, 'another id')
  const altered = { ...whisper, sealed: `00${whisper.sealed.slice(2)}` }
  t.alike(openWhisper(altered, anna, ROOM_KEY, BEN), forged)
  t.alike(openWhisper({ ...whisper, sealed: 'ab' }, anna, ROOM_KEY, BEN), forged)
})

test('what a signature covers, byte for byte', (t) => {
  const keyPair = HyperDHT.keyPair(b4a.alloc(32, 1))
  const room = b4a.alloc(32, 2)
  const { signature } = signPost('hi', keyOf(room), keyPair, { id: ID, signedAt: 0x0102030405 })
  const bytes = b4a.concat([
    b4a.from('hyperdht-chat/room/2 post\n'),
    room,
    b4a.from(ID, 'hex'),
    b4a.from('0000000102030405', 'hex'),
    b4a.from('hi')
  ])
  t.is(signature, b4a.toString(crypto.sign(bytes, keyPair.secretKey), 'hex'))
})

test('invalid keys and whispers do no harm', (t) => {
  const anna = keyOf(ANNA.publicKey)
  for (const key of ['00', '01', 'ab', 'ff'].map(testKey)) {
    t.is(sealWhisper('psst', key, { roomKey: ROOM_KEY, author: ANNA }), null, key)
    t.is(isGenuine(signPost('hello', ROOM_KEY, ANNA), ROOM_KEY, key), false, key)
  }
  for (let length = 1; length < 200; length += 7) {
    const whisper = { id: ID, sealed: '00'.repeat(length) }
    t.alike(openWhisper(whisper, anna, ROOM_KEY, BEN), { dropped: 'forged' })
    t.alike(openWhisper(whisper, testKey('ff'), ROOM_KEY, BEN), { dropped: 'forged' })
  }
})

test('a post signed without a time, as in version 1, counts as unsigned', (t) => {
  const { signedAt, ...post } = signPost('old', ROOM_KEY, ANNA)
  const happening = { type: 'post', author: KEY, name: 'anna', ...post } as Happening
  const event = readEvent(encodeEvent(1, 1, happening))
  t.alike(event?.type === 'post' && [event.text, event.signature, event.signedAt], [
    'old',
    null,
    null
  ])
  t.is(readPost(overTheWire(post)), null, 'and a member may not post it')
  t.ok(readPost(overTheWire({ ...post, signedAt })))
})

/** Text that our client never sends, because cleaning would change it. */
const UNCLEAN = [
  'title \x1b]0;x\x07',
  'csi \x9b2J',
  'first\rboss: second',
  'a\r\nb',
  '\u202eevil',
  'a\u2028b',
  '\ud83d',
  ' \n a',
  'a\n',
  `z${'\u0301'.repeat(100)}`,
  '\x1b[31m'
]

test('a post with an unclean text is refused, and such a whisper is dropped', (t) => {
  const ben = keyOf(BEN.publicKey)
  const anna = keyOf(ANNA.publicKey)
  for (const text of UNCLEAN) {
    const name = JSON.stringify(text)
    t.is(readPost(overTheWire(signPost(text, ROOM_KEY, ANNA))), null, name)
    const whisper = seal(text, ben, ROOM_KEY, ANNA)
    t.alike(openWhisper(whisper, anna, ROOM_KEY, BEN), { dropped: 'unreadable' }, name)
  }
  for (const text of ['\tif x:\n\t\ty()', '    a\n\n  b ', 'نمی\u200cخواهم 👩‍👧']) {
    t.ok(readPost(overTheWire(signPost(text, ROOM_KEY, ANNA))), JSON.stringify(text))
    const whisper = seal(text, ben, ROOM_KEY, ANNA, { signedAt: 7 })
    t.alike(openWhisper(whisper, anna, ROOM_KEY, BEN), { text, signedAt: 7 })
  }
})

test('an event of an older transcript is cleaned when read, and its original text is kept only to verify it', (t) => {
  for (const text of UNCLEAN) {
    const post = signPost(text, ROOM_KEY, ANNA)
    const frame = encodeEvent(1, 1, { type: 'post', author: KEY, name: 'anna', ...post })
    const signed = readSignedEvent(frame)
    t.ok(signed?.type === 'post' && signed.text === text, JSON.stringify(text))
    const event = readEvent(frame)
    const clean = event?.type === 'post' ? event.text : ''
    t.is(clean, printableText(text))
    t.is(event === null, clean === '', 'nothing to see is no event')
  }
})

test('no two posts have the same id', (t) => {
  const ids = Array.from({ length: 1000 }, () => signPost('x', ROOM_KEY, ANNA).id)
  t.is(new Set(ids).size, 1000)
})

function overTheWire(message: object): Json | null {
  const state = { start: 0, end: 0, buffer: b4a.alloc(0) }
  control.preencode(state, message as Json)
  state.buffer = b4a.alloc(state.end)
  control.encode(state, message as Json)
  return control.decode({ ...state, start: 0 })
}
