import b4a from 'b4a'
import test from 'brittle'
import HyperDHT from 'hyperdht'
import { keyOf } from '../../../shared/base/key.ts'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { closeGently, type Connection } from '../../../shared/network/node.ts'
import { PIPE_PROTOCOL } from '../../../shared/pipe/messages.ts'
import type { RoomEvent } from '../../../shared/room/events.ts'
import { signPost } from '../../../shared/room/signing.ts'
import { ROOM_PROTOCOL } from '../../../shared/room/messages.ts'
import { openFrame } from '../../helpers/frames.ts'
import { Chat, visit, type Visitor } from '../../helpers/visitor.ts'
import { seal } from '../../helpers/seal.ts'

test('a member that joins is welcomed and gets past and new posts', async (t) => {
  const chat = new Chat(t)
  chat.say('before')
  const anna = await chat.join('anna')
  await anna.heard('skip')
  anna.post('hello')
  await anna.heard('post', 2)
  chat.say('hi')
  await anna.heard('post', 3)
  t.alike(anna.said, ['before', 'hello', 'hi'])
  t.alike(chat.host.said, ['host: before', 'anna: hello', 'host: hi'])
  t.alike(anna.of('skip'), [2], 'its own coming is no part of the history')
})

test('a post without a valid signature ends the session', async (t) => {
  const chat = new Chat(t)
  const anna = await chat.join('anna')
  const eve = HyperDHT.keyPair()
  anna.channel.post(signPost('forged', chat.room.key, eve))
  t.is(await anna.heard('break'), 'protocol')
  await anna.heard('close')
  t.alike(chat.host.said, [])
})

test('a receipt for an event that was not sent ends the session', async (t) => {
  const chat = new Chat(t)
  const anna = await chat.join('anna')
  anna.channel.seen(chat.log.lastSeq)
  anna.post('still here')
  await anna.heard('post')
  anna.channel.seen(chat.log.lastSeq + 1)
  t.is(await anna.heard('break'), 'protocol')
})

test('a member that sends too much is delayed, and others are not', async (t) => {
  const chat = new Chat(t)
  const [anna, ben] = [await chat.join('anna'), await chat.join('ben')]
  const post = anna.sign('again and again')
  const many = 3 * LIMITS.memberFrames.burst
  for (let count = 0; count < many; count++) anna.channel.post(post)
  anna.channel.rename('last')
  ben.post('between')
  await chat.happened('post', 2)
  t.is(chat.room.roster.at(1)?.name, 'anna', 'its frames are not all dealt with')
  await chat.happened('rename')
  t.alike(ben.said, ['again and again', 'between'])
})

test('an invalid message ends the session', async (t) => {
  const chat = new Chat(t)
  const anna = await chat.join('anna')
  anna.channel.welcome({} as never)
  t.is(await anna.heard('break'), 'protocol')
  t.is((await chat.happened('leave')).name, 'anna')
})

test('posts that arrive too fast keep their order', async (t) => {
  let now = 0
  const chat = new Chat(t, { now: () => now })
  const anna = await chat.join('anna')
  const posts = Array.from({ length: LIMITS.postBurst + 5 }, (_, index) => anna.sign(`${index}`))
  for (const post of posts) anna.channel.post(post)
  const notice = (await anna.heard('notice')) as { kind: string; id: string; afterMs: number }
  t.alike([notice.kind, notice.id], ['slow-down', posts[LIMITS.postBurst]?.id])
  now += 10_000
  // The host waits for the one it has named, whatever else comes.
  for (const post of posts.slice(LIMITS.postBurst + 1)) anna.channel.post(post)
  for (const post of posts.slice(LIMITS.postBurst)) anna.channel.post(post)
  await anna.heard('post', posts.length)
  t.alike(
    anna.said,
    posts.map(({ text }) => text)
  )
  t.is(anna.of('notice').length, 1)
})

test('a post the host had before is acknowledged, even to a member that is not shown it', async (t) => {
  const chat = new Chat(t, { history: 0 })
  const anna = await chat.join('anna')
  const post = anna.sign('once')
  anna.channel.post(post)
  await anna.heard('post')
  void closeGently(anna.connection)
  await chat.happened('leave')
  const again = await chat.visit('anna', anna.keyPair)
  await again.heard('welcome')
  again.channel.post(post)
  t.alike(await again.heard('notice'), { kind: 'posted', id: post.id })
  t.alike(again.said, [])
  t.alike(chat.host.said, ['anna: once'])
})

test('an invalid name is refused, and the session continues', async (t) => {
  const chat = new Chat(t)
  const anna = await chat.join('anna')
  anna.channel.rename('a b')
  t.alike(await anna.heard('notice'), { kind: 'name-refused' })
  anna.channel.rename('ann')
  t.is(((await anna.heard('rename')) as { name: string }).name, 'ann')
})

test('a whisper is passed on if its recipient is here and can read it', async (t) => {
  const chat = new Chat(t)
  const [anna, ben] = [await chat.join('anna'), await chat.join('ben')]
  const plain = HyperDHT.keyPair()
  await chat.visitPlain('hello\n', plain)
  await anna.heard('post')
  const plainKey = keyOf(plain.publicKey)
  for (const [to, kind] of [
    [ben.key, 'whispered'],
    [plainKey, 'not-whispered'],
    [testKey('ab'), 'not-whispered']
  ] as const) {
    const { id, sealed } = seal('psst', ben.key, chat.room.key, anna.keyPair)
    const count = anna.of('notice').length
    anna.channel.whisper({ peer: to, id, sealed })
    t.alike(await anna.heard('notice', count + 1), { kind, id })
  }
  const heard = (await ben.heard('whisper')) as { peer: string }
  t.is(heard.peer, anna.key)
  t.is(ben.of('whisper').length, 1)
})

test('whispers count against the rate limit for posts', async (t) => {
  const chat = new Chat(t, { now: () => 0 })
  const [anna, ben] = [await chat.join('anna'), await chat.join('ben')]
  for (let count = 1; count < LIMITS.postBurst; count++) anna.post(`${count}`)
  for (const kind of ['whispered', 'not-whispered']) {
    const { id, sealed } = seal('psst', ben.key, chat.room.key, anna.keyPair)
    const count = anna.of('notice').length
    anna.channel.whisper({ peer: ben.key, id, sealed })
    t.alike(await anna.heard('notice', count + 1), { kind, id })
  }
  t.is(ben.of('whisper').length, 1)
})

test('an expelled member is told why, and so is everybody else', async (t) => {
  for (const reason of ['kicked', 'banned'] as const) {
    const chat = new Chat(t)
    const [anna, ben] = [await chat.join('anna'), await chat.join('ben')]
    chat.sessions.dismiss(anna.key, reason)
    t.is(await anna.heard('break'), reason)
    t.alike(((await ben.heard('leave')) as { reason: string }).reason, reason)
  }
})

test('a ban added to the list file takes effect', async (t) => {
  const chat = new Chat(t)
  const anna = await chat.join('anna')
  chat.sessions.dismissBanned()
  chat.access.ban(keyOf(anna.keyPair.publicKey), '')
  chat.sessions.dismissBanned()
  t.is(await anna.heard('break'), 'banned')
  const again = await chat.visit('anna', anna.keyPair)
  t.is(await again.heard('break'), 'banned')
  t.is(again.of('welcome').length, 0)
})

test('a newcomer is told that the room is full', async (t) => {
  const chat = new Chat(t, { maxMembers: 2 })
  await chat.join('anna')
  const ben = await chat.visit('ben')
  t.is(await ben.heard('break'), 'full')
})

test('a peer beyond the connection limit is told that the room is full', async (t) => {
  const chat = new Chat(t)
  const admit = (connection: Connection): void => void chat.sessions.admit(connection, () => false)
  const anna = await visit(t, admit, { name: 'anna', room: chat.room.key })
  t.is(await anna.heard('break'), 'full')
  t.is(anna.of('welcome').length, 0)
  t.is(chat.room.size, 1)
})

test('a member that confirms what was never sent is disconnected', async (t) => {
  const chat = new Chat(t)
  const anna = await chat.join('anna')
  anna.channel.seen(1000)
  t.is(await anna.heard('break'), 'protocol')
  t.is((await chat.happened('leave')).name, 'anna')
})

test('a member whose connection is lost is away for a while, and gets no whispers meanwhile', async (t) => {
  let now = 0
  const chat = new Chat(t, { now: () => now })
  const [anna, ben] = [await chat.join('anna'), await chat.join('ben')]
  const plain = await chat.visitPlain('hello\n')
  await chat.happened('post')
  plain.destroy()
  await chat.happened('leave')
  anna.connection.destroy()
  while (!chat.room.roster.some(({ isAway }) => isAway)) await nextTurn()
  chat.room.lookAround()
  t.alike(await ben.heard('presence'), { seq: chat.log.lastSeq, away: [anna.key], back: [] })
  t.is(chat.room.size, 3, 'with her place kept')
  const { id, sealed } = seal('psst', anna.key, chat.room.key, ben.keyPair)
  ben.channel.whisper({ peer: anna.key, id, sealed })
  t.alike(await ben.heard('notice'), { kind: 'not-whispered', id })
  now += LIMITS.awayMs
  chat.room.lookAround()
  t.alike(reasonOf(await chat.happened('leave', 2)), ['anna', 'vanished'])
})

test('ending the connection is leaving, and so is breaking the rules', async (t) => {
  for (const end of [
    (visitor: Visitor) => void closeGently(visitor.connection),
    (visitor: Visitor) => visitor.channel.breakOff('left'),
    (visitor: Visitor) => visitor.channel.seen(1000),
    (visitor: Visitor) => visitor.connection.write(b4a.alloc(2 * LIMITS.messageBytes))
  ]) {
    const chat = new Chat(t)
    end(await chat.join('anna'))
    t.alike(reasonOf(await chat.happened('leave')), ['anna', 'left'])
    t.alike(chat.host.presences, [])
  }
})

test('a new connection of the same process replaces the old one unnoticed', async (t) => {
  const chat = new Chat(t)
  const [anna, ben] = [await chat.join('anna'), await chat.join('ben')]
  const again = await chat.visit('anna', anna.keyPair, anna.instance)
  await again.heard('welcome')
  await anna.heard('close')
  t.alike(anna.of('break'), [], 'an end would look as if the host had left')
  again.post('here I am')
  await ben.heard('post')
  t.alike([ben.of('join').length, ben.of('leave').length, ben.of('presence').length], [0, 0, 0])
  t.is(chat.connections, 2, 'nor is the host told again')
  const other = await chat.visit('anna', anna.keyPair)
  await other.heard('welcome')
  again.post('still here, and my other window')
  await other.heard('post', 2)
  t.is(chat.connections, 3)
})

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function reasonOf(event: RoomEvent): string[] {
  return event.type === 'leave' ? [event.name, event.reason] : []
}

test('a peer that opens a pipe, or another version, is told so', async (t) => {
  for (const [protocol, why, reason] of [
    [PIPE_PROTOCOL, 'it joined with a pipe', 'is-chat'],
    ['hyperdht-chat/room/1', 'it speaks another version', 'protocol']
  ] as const) {
    const chat = new Chat(t)
    const client = await chat.visitPlain(openFrame('{}', protocol))
    let heard = ''
    client.on('data', (chunk: Uint8Array) => (heard += b4a.toString(chunk)))
    await new Promise<void>((resolve) => client.on('end', resolve))
    t.alike(
      chat.reports.map((report) => report.event === 'refused' && report.reason),
      [why]
    )
    t.ok(heard.includes(`"${reason}"`), heard)
    t.is(chat.room.size, 1)
  }
})

test('an internal error ends the session it occurs in, and is reported', async (t) => {
  const chat = new Chat(t)
  const [anna, ben] = [await chat.join('anna'), await chat.join('ben')]
  const post = chat.room.post.bind(chat.room)
  chat.room.post = (author, said) => {
    if (author === anna.key) throw new TypeError('ours')
    return post(author, said)
  }
  anna.post('hello')
  await anna.heard('close')
  ben.post('still here')
  await ben.heard('post')
  t.alike(chat.reports.at(-1), { event: 'lost', peer: anna.key.slice(0, 8), reason: 'ours' })
})

test('an error while admitting a peer affects that peer alone', async (t) => {
  const chat = new Chat(t)
  let isBroken = true
  chat.access.isBanned = () => {
    if (isBroken) throw new Error('ours')
    return false
  }
  const anna = await chat.visit('anna')
  await anna.heard('close')
  t.alike(chat.reports, [{ event: 'lost', peer: anna.key.slice(0, 8), reason: 'ours' }])
  isBroken = false
  await chat.join('ben')
})

test('members are told when the transcript can no longer be written, and when it can again', async (t) => {
  const chat = new Chat(t)
  const anna = await chat.join('anna')
  const plain = await chat.visitPlain('hello\n')
  await anna.heard('post')
  chat.sessions.tellKeeping(false)
  t.alike(await anna.heard('notice'), { kind: 'unkept' })
  t.ok((await textOf(plain, 10)).startsWith('* the host can no longer save'))
  const next = textOf(plain, 10)
  chat.sessions.tellKeeping(true)
  t.alike(await anna.heard('notice', 2), { kind: 'kept' })
  t.is(await next, '* the host saves the transcript again\n')
})

test('a plain peer reads and writes lines', async (t) => {
  const chat = new Chat(t)
  chat.say('before')
  const plain = await chat.visitPlain('one\ntwo')
  t.is(await textOf(plain, 13), 'host: before\n')
  chat.say('first\nsecond')
  t.is(await textOf(plain, 25), 'host: first\nhost: second\n')
  plain.end()
  await chat.happened('leave')
  t.alike(
    chat.host.said.map((line) => line.replace(/^[0-9a-f]{8}/, 'plain')),
    ['host: before', 'plain: one', 'host: first\nsecond', 'plain: two']
  )
})

test('a plain peer is told once each time it is too fast, and does not get its own lines', async (t) => {
  let now = 0
  const chat = new Chat(t, { now: () => now })
  const lines = Array.from({ length: LIMITS.postBurst + 5 }, (_, index) => `${index}\n`)
  const plain = await chat.visitPlain(lines.join(''))
  let heard = ''
  let onHeard = (): void => {}
  plain.on('data', (chunk: Uint8Array) => {
    heard += b4a.toString(chunk)
    onHeard()
  })
  const hears = (text: string): Promise<void> =>
    new Promise((resolve) => {
      onHeard = () => {
        if (heard === text) resolve()
      }
      onHeard()
    })
  const tooFast = '* too fast: slow down, lines are being dropped\n'
  await hears(tooFast)
  now += 10_000
  plain.write(lines.join(''))
  await hears(tooFast.repeat(2))
  chat.say('done')
  await hears(`${tooFast.repeat(2)}host: done\n`)
  t.pass()
})

test('a slow plain peer gets everything eventually', async (t) => {
  const chat = new Chat(t)
  const plain = await chat.visitPlain('hello\n')
  await chat.happened('post')
  const texts = Array.from({ length: (2 * LIMITS.unseenBytes) / LIMITS.textBytes }, (_, index) =>
    `${index} `.padEnd(LIMITS.textBytes, 'x')
  )
  for (const text of texts) chat.say(text)
  await chat.happened('post', 1 + texts.length)
  const all = texts.map((text) => `host: ${text}\n`).join('')
  t.ok((await textOf(plain, all.length)) === all)
})

test('a channel opened late still counts while the host has sent nothing', async (t) => {
  const chat = new Chat(t)
  const client = await chat.visitPlain()
  const silent = await chat.happened('join')
  t.ok(silent.type === 'join' && silent.isPlain)
  client.write(openFrame(JSON.stringify({ name: 'anna' }), ROOM_PROTOCOL))
  const anna = await chat.happened('join', 2)
  t.ok(anna.type === 'join' && anna.name === 'anna' && !anna.isPlain)
  t.alike(
    chat.host.heard.map(({ type }) => type),
    ['join', 'leave', 'join']
  )
})

test('a channel opened too late is not shown as a line', async (t) => {
  const chat = new Chat(t)
  chat.say('before')
  const client = await chat.visitPlain()
  t.is(await textOf(client, 13), 'host: before\n')
  client.write(openFrame(JSON.stringify({ name: 'anna' }), ROOM_PROTOCOL))
  client.write('so in lines\n')
  const post = await chat.happened('post', 2)
  t.is(post.type === 'post' && post.text, 'so in lines')
})

/** The next `length` bytes or more, as text. */
function textOf(connection: Connection, length: number): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const onData = (chunk: Uint8Array): void => {
      text += b4a.toString(chunk)
      if (text.length < length) return
      connection.off('data', onData)
      resolve(text)
    }
    connection.on('data', onData)
  })
}
