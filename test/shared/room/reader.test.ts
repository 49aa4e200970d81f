import test from 'brittle'
import HyperDHT from 'hyperdht'
import type { KeyPair } from 'hyperdht'
import { keyOf } from '../../../shared/base/key.ts'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { encodeEvent, type Post } from '../../../shared/room/events.ts'
import type { Welcome } from '../../../shared/room/messages.ts'
import { KnownIds, type SignedId } from '../../../shared/room/known-ids.ts'
import { Reader, type ReaderOptions } from '../../../shared/room/reader.ts'
import { signPost } from '../../../shared/room/signing.ts'

const ROOM = HyperDHT.keyPair()
const ROOM_KEY = keyOf(ROOM.publicKey)
const ANNA = HyperDHT.keyPair()
const BEN = HyperDHT.keyPair()

test('genuine posts are accepted in order, and the position is remembered', (t) => {
  const { reader, dropped } = open()
  const texts = ['one', 'two', 'three'].map((text, index) => {
    const event = reader.take(frame(index + 1, signPost(text, ROOM_KEY, ANNA)))
    return event?.type === 'post' ? event.text : null
  })
  t.alike(texts, ['one', 'two', 'three'])
  t.alike(reader.position, { log: LOG, seq: 3 })
  t.alike(dropped, [])
})

test('the roster has a limit', (t) => {
  const { reader } = open()
  for (let seq = 1; seq <= 2 * LIMITS.membersWished.most; seq++) {
    const author = testKey(seq)
    reader.take(encodeEvent(seq, 1, { type: 'join', author, name: 'bot', isPlain: false }))
  }
  t.is(reader.roster.people.length, LIMITS.membersWished.most)
})

test('a post altered anywhere is dropped', (t) => {
  const post = signPost('pay 10', ROOM_KEY, ANNA)
  const altered: [string, Post, KeyPair?][] = [
    ['text', { ...post, text: 'pay 99' }],
    ['id', { ...post, id: '0'.repeat(32) }],
    ['time', { ...post, signedAt: (post.signedAt ?? 0) + 1 }],
    ['signature', { ...post, signature: '0'.repeat(128) }],
    ['author', post, BEN],
    ['room', signPost('pay 10', keyOf(BEN.publicKey), ANNA)],
    ['signer', signPost('pay 10', ROOM_KEY, BEN)]
  ]
  for (const [what, forged, author] of altered) {
    const { reader, dropped } = open()
    t.is(reader.take(frame(1, forged, author)), null, what)
    t.alike(dropped, ['forged'], what)
  }
})

test('a post replayed under another number is dropped', (t) => {
  const { reader, dropped } = open()
  const post = signPost('once', ROOM_KEY, ANNA)
  t.ok(reader.take(frame(1, post)))
  t.is(reader.take(frame(2, post)), null)
  t.is(reader.take(frame(2, signPost('old number', ROOM_KEY, BEN), BEN)), null)
  t.ok(reader.take(frame(3, signPost('next', ROOM_KEY, ANNA))))
  t.alike(dropped, ['replayed', 'replayed'])
})

test('a post from an earlier process is history or a replay', (t) => {
  const posts = ['old', 'older'].map((text) => signPost(text, ROOM_KEY, ANNA))
  const known = new KnownIds(posts.map(signedId))
  const { reader, dropped } = open({ seq: 1 }, { known })
  t.ok(reader.take(frame(1, posts[0])), 'the past is shown to each process')
  t.is(reader.take(frame(2, posts[1])), null)
  t.is(reader.take(frame(3, posts[0])), null)
  t.ok(reader.take(frame(4, signPost('new', ROOM_KEY, ANNA))))
  t.alike(dropped, ['replayed', 'replayed'])
})

test('posts an earlier process missed arrive once and in order, however old', (t) => {
  const posts = ['read', 'missed', 'late'].map((text, index) =>
    signPost(text, ROOM_KEY, ANNA, { signedAt: (3 + index) * DAY })
  )
  const known = new KnownIds(posts.slice(0, 1).map(signedId))
  const resume = { position: { log: LOG, seq: 7 }, signedFrom: 2 * DAY }
  const options = { known, resume, timeOfDay: () => 10 * DAY }
  const { reader, dropped } = unwelcomed(options)
  t.alike(reader.position, resume.position, 'to be asked for')
  reader.welcome(welcome({ seq: 10, from: 7, isResumed: true }))
  t.alike(reader.arrival, { log: LOG, seq: 10, isWhole: true })
  const taken = [posts[0], posts[1], signPost('older', ROOM_KEY, ANNA, { signedAt: DAY })]
  t.alike(
    taken.map((post, index) => reader.take(frame(8 + index, post))?.seq),
    [undefined, 9, undefined]
  )
  t.alike(dropped, ['replayed', 'outdated'])
  t.is(reader.signedFrom, 9 * DAY)

  const forgotten = unwelcomed(options)
  forgotten.reader.welcome(welcome({ seq: 10, from: 8 }))
  t.ok(forgotten.reader.take(frame(9, posts[0])), 'a newcomer’s history, as it was shown before')
  t.is(forgotten.reader.arrival?.isWhole, false)
  t.alike(forgotten.dropped, ['missing'])
})

test('live posts were signed at most a day before we joined', (t) => {
  const { reader, dropped } = open({}, { timeOfDay: () => 10 * DAY })
  const take = (seq: number, signedAt: number): boolean =>
    reader.take(frame(seq, postOf(seq, signedAt))) !== null
  t.is(take(1, 9 * DAY), true, 'clocks and time zones differ')
  t.is(take(2, 9 * DAY - 1), false)
  t.is(take(3, 12 * DAY), true, 'a clock that is ahead replays nothing')
  t.alike(dropped, ['outdated'])
  t.is(reader.signedFrom, 9 * DAY, 'for whispers, too')
})

test('a member suspended for days misses no posts', (t) => {
  let now = 10 * DAY
  const { reader, dropped } = open({}, { timeOfDay: () => now })
  const take = (seq: number, signedAt: number): boolean =>
    reader.take(frame(seq, postOf(seq, signedAt))) !== null
  now = 14 * DAY
  t.is(take(1, 11 * DAY), true, 'what waited in the buffers')
  reader.welcome(welcome({ seq: 3, from: 1, isResumed: true }))
  t.is(take(2, 12 * DAY), true, 'what was missed')
  t.is(take(3, 8 * DAY), false, 'but nothing from before we came')
  t.is(take(4, 12 * DAY), false, 'nor what is new by now')
  t.alike(dropped, ['outdated', 'outdated'])
})

test('history may be of any age, but not dated before its authors signed it', (t) => {
  const { reader, dropped } = open({ seq: 9 }, { timeOfDay: () => 10 * DAY })
  const timeOf = (seq: number, time: number, signedAt: number): number | undefined => {
    return reader.take(frame(seq, postOf(seq, signedAt), ANNA, time))?.time
  }
  t.is(timeOf(1, 3 * DAY, 3 * DAY - 5), 3 * DAY, 'the host dates it')
  t.is(timeOf(2, 10 * DAY, 4 * DAY), 4 * DAY, 'within reason')
  t.alike(dropped, [])
})

test('a gap in the numbers is reported, and the next event accepted', (t) => {
  const { reader, dropped } = open()
  t.ok(reader.take(frame(5, signPost('later', ROOM_KEY, ANNA))))
  t.alike(dropped, ['missing'])
})

test('an unsigned post shows the key instead of a name', (t) => {
  const { reader } = open()
  const event = reader.take(
    frame(1, { id: '1'.repeat(32), text: 'I am anna', signedAt: null, signature: null })
  )
  t.is(event?.name, keyOf(ANNA.publicKey).slice(0, 8))
})

test('a signed text with escapes is cleaned after its signature is verified', (t) => {
  const { reader } = open()
  const event = reader.take(frame(1, signPost('a\x1b[2Jb\n\u202ec', ROOM_KEY, ANNA)))
  t.is(event?.type === 'post' && event.text, 'ab\nc')
})

test('the roster follows live events, not history', (t) => {
  const { reader } = open({ seq: 2 })
  const author = keyOf(BEN.publicKey)
  const told = (seq: number, fields: object): void => {
    const happening = { author, name: 'ben', ...fields } as Parameters<typeof encodeEvent>[2]
    reader.take(encodeEvent(seq, 1, happening))
  }
  told(1, { type: 'join' })
  t.alike(keysOf(reader), [keyOf(ANNA.publicKey)])
  told(2, { type: 'leave', reason: 'left' })
  told(3, { type: 'join' })
  told(4, { type: 'rename', name: 'benny', formerly: 'ben' })
  t.is(reader.roster.find(keyOf(BEN.publicKey))?.name, 'benny')
  told(5, { type: 'leave', reason: 'kicked' })
  t.alike(keysOf(reader), [keyOf(ANNA.publicKey)])
})

test('a new welcome replaces the roster', (t) => {
  const { reader } = open()
  const roster = [{ key: keyOf(BEN.publicKey), name: 'ben', isPlain: false, isAway: false }]
  reader.welcome(welcome({ roster }))
  t.alike(reader.roster.people, roster)
})

test('invalid frames are dropped, whatever they contain', (t) => {
  const whole = frame(1, signPost('hello', ROOM_KEY, ANNA))
  for (let length = 0; length < whole.length; length++) {
    const { reader, dropped } = open()
    t.is(reader.take(whole.subarray(0, length)), null)
    t.alike(dropped, ['unreadable'])
  }
})

test('a welcome to another room is refused, and one that skips events says so', (t) => {
  const { reader, dropped } = open()
  t.is(reader.welcome(welcome({ room: keyOf(BEN.publicKey) })), false)
  reader.take(frame(1, signPost('hello', ROOM_KEY, ANNA)))
  t.is(reader.welcome(welcome({ seq: 9, from: 1 })), true)
  t.alike(dropped, [])
  t.is(reader.welcome(welcome({ seq: 9, from: 7 })), true)
  t.alike(dropped, ['missing'])
})

test('only what the history of a newcomer may leave out is not a gap', (t) => {
  const { reader, dropped } = open({ seq: 6, from: 1 })
  reader.skip(3)
  t.is(reader.take(frame(4, signPost('hello', ROOM_KEY, ANNA)))?.seq, 4)
  reader.skip(6)
  t.is(reader.position?.seq, 6)
  reader.skip(5)
  t.is(reader.position?.seq, 6, 'there is no way back')
  t.alike(dropped, [])
  reader.skip(7)
  t.alike(dropped, ['missing'], 'after the history')

  const resumed = open({ seq: 6, from: 1, isResumed: true })
  resumed.reader.skip(3)
  t.alike(resumed.dropped, ['missing'], 'in what was missed')
})

test('a gap of one event is reported, in history too', (t) => {
  for (const seq of [0, 9]) {
    const { reader, dropped } = open({ seq, from: 0 })
    reader.take(frame(1, signPost('one', ROOM_KEY, ANNA)))
    reader.take(frame(3, signPost('three', ROOM_KEY, ANNA)))
    t.alike(dropped, ['missing'], `history to ${seq}`)
  }
})

test('known posts in a history with new numbers are not replays', (t) => {
  const { reader, dropped } = open()
  const post = signPost('hello', ROOM_KEY, ANNA)
  reader.take(frame(1, post))
  reader.welcome(welcome({ log: 'fedcba9876543210', seq: 5, from: 4 }))
  t.is(reader.take(frame(5, post)), null)
  t.alike(dropped, [])
  reader.take(frame(6, post))
  t.alike(dropped, ['replayed'], 'but what comes live is')
})

test('a plain peer that joins is known to be one', (t) => {
  const { reader } = open()
  const event = { type: 'join', author: keyOf(BEN.publicKey), name: 'b', isPlain: true } as const
  reader.take(encodeEvent(1, 1, event))
  t.is(reader.roster.find(keyOf(BEN.publicKey))?.isPlain, true)
})

const LOG = '0123456789abcdef'
const DAY = LIMITS.signedAgoMs

function open(
  fields: Partial<Welcome> = {},
  options: ReaderOptions = {}
): { reader: Reader; dropped: string[] } {
  const opened = unwelcomed(options)
  opened.reader.welcome(welcome(fields))
  return opened
}

function unwelcomed(options: ReaderOptions): { reader: Reader; dropped: string[] } {
  const dropped: string[] = []
  return {
    reader: new Reader(ROOM_KEY, (reason) => dropped.push(reason), options),
    dropped
  }
}

function welcome(fields: Partial<Welcome>): Welcome {
  const roster = [{ key: keyOf(ANNA.publicKey), name: 'anna', isPlain: false, isAway: false }]
  const person = { you: keyOf(BEN.publicKey), name: 'ben' }
  const facts = {
    roomName: null,
    isPrivate: false,
    transcript: 'kept',
    isResumed: false,
    hadJoined: false
  } as const
  return {
    room: ROOM_KEY,
    ...person,
    ...facts,
    log: LOG,
    seq: 0,
    from: 0,
    roster,
    ...fields
  }
}

/** By Anna. */
function postOf(seq: number, signedAt: number): Post {
  return signPost(`${seq}`, ROOM_KEY, ANNA, { signedAt })
}

function frame(seq: number, post: Post | undefined, author = ANNA, time = 1): Uint8Array {
  if (post === undefined) throw new Error('there is no such post')
  return encodeEvent(seq, time, {
    type: 'post',
    author: keyOf(author.publicKey),
    name: 'anna',
    ...post
  })
}

function signedId({ id, signedAt }: Post): SignedId {
  return { author: keyOf(ANNA.publicKey), id, signedAt: signedAt ?? 0 }
}

function keysOf({ roster }: Reader): string[] {
  return roster.people.map(({ key }) => key)
}
