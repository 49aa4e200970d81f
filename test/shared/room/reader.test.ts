import b4a from 'b4a'
import test from 'brittle'
import HyperDHT from 'hyperdht'
import type { KeyPair } from 'hyperdht'
import { encodeEvent, type Post } from '../../../shared/room/events.ts'
import type { Welcome } from '../../../shared/room/messages.ts'
import { Reader } from '../../../shared/room/reader.ts'
import { signPost } from '../../../shared/room/signing.ts'

const ROOM = HyperDHT.keyPair()
const ANNA = HyperDHT.keyPair()
const BEN = HyperDHT.keyPair()

test('genuine posts are taken, in order, and the place is remembered', (t) => {
  const { reader, dropped } = open()
  const texts = ['one', 'two', 'three'].map((text, index) => {
    const event = reader.take(frame(index + 1, signPost(text, ROOM.publicKey, ANNA)))
    return event?.type === 'post' ? event.text : null
  })
  t.alike(texts, ['one', 'two', 'three'])
  t.alike(reader.position, { log: LOG, seq: 3 })
  t.alike(dropped, [])
})

test('whatever of a post is altered, it is dropped', (t) => {
  const post = signPost('pay 10', ROOM.publicKey, ANNA)
  const altered: [string, Post, KeyPair?][] = [
    ['text', { ...post, text: 'pay 99' }],
    ['id', { ...post, id: '0'.repeat(32) }],
    ['time', { ...post, signedAt: (post.signedAt ?? 0) + 1 }],
    ['signature', { ...post, signature: '0'.repeat(128) }],
    ['author', post, BEN],
    ['room', signPost('pay 10', BEN.publicKey, ANNA)],
    ['signer', signPost('pay 10', ROOM.publicKey, BEN)]
  ]
  for (const [what, forged, author] of altered) {
    const { reader, dropped } = open()
    t.is(reader.take(frame(1, forged, author)), null, what)
    t.alike(dropped, ['forged'], what)
  }
})

test('a post that comes again under another number is dropped', (t) => {
  const { reader, dropped } = open()
  const post = signPost('once', ROOM.publicKey, ANNA)
  t.ok(reader.take(frame(1, post)))
  t.is(reader.take(frame(2, post)), null)
  t.is(reader.take(frame(2, signPost('old number', ROOM.publicKey, BEN), BEN)), null)
  t.ok(reader.take(frame(3, signPost('next', ROOM.publicKey, ANNA))))
  t.alike(dropped, ['replayed', 'replayed'])
})

test('each author and reason is reported once', (t) => {
  const { reader, dropped } = open()
  for (let seq = 1; seq < 50; seq++) {
    reader.take(frame(seq, { ...signPost('x', ROOM.publicKey, ANNA), text: 'y' }))
  }
  t.alike(dropped, ['forged'])
})

test('a gap in the numbers is reported, and what comes is taken', (t) => {
  const { reader, dropped } = open()
  t.ok(reader.take(frame(5, signPost('later', ROOM.publicKey, ANNA))))
  t.alike(dropped, ['missing'])
})

test('what nobody has signed has no name but the key', (t) => {
  const { reader } = open()
  const event = reader.take(
    frame(1, { id: '1'.repeat(32), text: 'I am anna', signedAt: null, signature: null })
  )
  t.is(event?.name, keyOf(ANNA).slice(0, 8))
})

test('a signed text with escapes in it is made safe after its signature is checked', (t) => {
  const { reader } = open()
  const event = reader.take(frame(1, signPost('a\x1b[2Jb\n\u202ec', ROOM.publicKey, ANNA)))
  t.is(event?.type === 'post' && event.text, 'ab\nc')
})

test('the roster follows what happens, but not what happened before', (t) => {
  const { reader } = open({ seq: 2 })
  const told = (seq: number, fields: object): void => {
    const happening = { author: keyOf(BEN), name: 'ben', ...fields } as Parameters<
      typeof encodeEvent
    >[2]
    reader.take(encodeEvent(seq, 1, happening))
  }
  told(1, { type: 'join' })
  t.alike([...reader.roster.keys()], [keyOf(ANNA)])
  told(2, { type: 'leave', reason: 'left' })
  told(3, { type: 'join' })
  told(4, { type: 'rename', name: 'benny', formerly: 'ben' })
  t.is(reader.roster.get(keyOf(BEN))?.name, 'benny')
  told(5, { type: 'leave', reason: 'kicked' })
  t.alike([...reader.roster.keys()], [keyOf(ANNA)])
})

test('frames that are no events are dropped, whatever they are', (t) => {
  const whole = frame(1, signPost('hello', ROOM.publicKey, ANNA))
  for (let length = 0; length < whole.length; length++) {
    const { reader, dropped } = open()
    t.is(reader.take(whole.subarray(0, length)), null)
    t.alike(dropped, ['unreadable'])
  }
})

test('the welcome to another room is none, and one that skips events says so', (t) => {
  const { reader, dropped } = open()
  t.is(reader.welcome(welcome({ room: keyOf(BEN) })), false)
  reader.take(frame(1, signPost('hello', ROOM.publicKey, ANNA)))
  t.is(reader.welcome(welcome({ seq: 9, from: 1 })), true)
  t.alike(dropped, [])
  t.is(reader.welcome(welcome({ seq: 9, from: 7 })), true)
  t.alike(dropped, ['missing'])
})

test('what a newcomer’s history leaves out is no gap, and all else that is left out is', (t) => {
  const { reader, dropped } = open({ seq: 6, from: 1 })
  reader.skip(3)
  t.is(reader.take(frame(4, signPost('hello', ROOM.publicKey, ANNA)))?.seq, 4)
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

test('a gap of one event is reported, in the history too', (t) => {
  for (const seq of [0, 9]) {
    const { reader, dropped } = open({ seq, from: 0 })
    reader.take(frame(1, signPost('one', ROOM.publicKey, ANNA)))
    reader.take(frame(3, signPost('three', ROOM.publicKey, ANNA)))
    t.alike(dropped, ['missing'], `history to ${seq}`)
  }
})

test('history of another numbering that is known already is no replay', (t) => {
  const { reader, dropped } = open()
  const post = signPost('hello', ROOM.publicKey, ANNA)
  reader.take(frame(1, post))
  reader.welcome(welcome({ log: 'fedcba9876543210', seq: 5, from: 4 }))
  t.is(reader.take(frame(5, post)), null)
  t.alike(dropped, [])
  reader.take(frame(6, post))
  t.alike(dropped, ['replayed'], 'but what comes live is')
})

test('a plain peer that joins is known to be one', (t) => {
  const { reader } = open()
  const event = { type: 'join', author: keyOf(BEN), name: 'b', isPlain: true } as const
  reader.take(encodeEvent(1, 1, event))
  t.is(reader.roster.get(keyOf(BEN))?.isPlain, true)
})

const LOG = '0123456789abcdef'

function open(fields: Partial<Welcome> = {}): { reader: Reader; dropped: string[] } {
  const dropped: string[] = []
  const reader = new Reader(ROOM.publicKey, (reason) => dropped.push(reason))
  reader.welcome(welcome(fields))
  return { reader, dropped }
}

function welcome(fields: Partial<Welcome>): Welcome {
  const roster = [{ key: keyOf(ANNA), name: 'anna', isPlain: false }]
  const person = { you: keyOf(BEN), name: 'ben' }
  const facts = {
    isPrivate: false,
    transcript: 'kept',
    isResumed: false,
    hadJoined: false
  } as const
  return { room: keyOf(ROOM), ...person, ...facts, log: LOG, seq: 0, from: 0, roster, ...fields }
}

function frame(seq: number, post: Post, author = ANNA): Uint8Array {
  return encodeEvent(seq, 1, { type: 'post', author: keyOf(author), name: 'anna', ...post })
}

function keyOf({ publicKey }: KeyPair): string {
  return b4a.toString(publicKey, 'hex')
}
