import test, { type Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import fs from '#fs'
import path from '#path'
import { keyOf } from '../../../shared/base/key.ts'
import { testKey } from '../../helpers/keys.ts'
import { Access } from '../../../server-app/access/access.ts'
import { HostMember } from '../../../server-app/host/host-member.ts'
import { runLine } from '../../../shared/chat/run.ts'
import type { Output } from '../../../shared/chat/output.ts'
import { saveName } from '../../../shared/identity/name-file.ts'
import { newId } from '../../../shared/room/signing.ts'
import { failCall } from '../../helpers/file-system.ts'
import { TestSeat } from '../../helpers/room.ts'
import { seal } from '../../helpers/seal.ts'
import { Chat } from '../../helpers/visitor.ts'

test('a ban that cannot be saved still disconnects, and the failure is reported', async (t) => {
  const { chat, member, said, folder } = await hostMember(t)
  const anna = await chat.join('anna')
  fs.mkdirSync(path.join(folder, 'banned'))
  await runLine(member, '/ban anna')
  t.is(await anna.heard('break'), 'banned')
  t.alike(said, [
    'listed',
    'Done, but only until this app exits: /banned cannot be written: it is a folder'
  ])
  await runLine(member, `/unban ${anna.key.slice(0, 8)}`)
  t.alike(said.slice(2), ['listed'], 'what holds in memory only is known by its first digits, too')
})

test('losing admission disconnects a member of a private room, and of no other room', async (t) => {
  const [open, closed] = [await hostMember(t), await hostMember(t, { isPrivate: true })]
  for (const { chat, member, said } of [open, closed]) {
    const anna = await chat.join('anna')
    await runLine(member, '/allow anna')
    await runLine(member, '/deny anna')
    t.alike(said, ['listed', 'listed'])
    if (member !== closed.member) {
      anna.post('still here')
      t.is((await chat.happened('post')).name, 'anna')
    } else {
      t.is(await anna.heard('break'), 'kicked')
      const leave = await chat.happened('leave')
      t.is(leave.type === 'leave' && leave.reason, 'kicked')
    }
  }
})

test('a name that cannot be saved still applies, and the failure is reported', async (t) => {
  const { chat, member, said } = await hostMember(t)
  failCall(t, 'writeSync', 'ENOSPC')
  await runLine(member, '/nick bob')
  t.is((await chat.happened('rename')).name, 'bob')
  t.alike(said, ['Done, but only until this app exits: /name cannot be written: the disk is full'])
})

test('whispers to the host are shown once, and garbage is reported once', async (t) => {
  const { chat, member, said } = await hostMember(t)
  const eve = { peer: testKey('ee'), sealed: 'ab'.repeat(100) }
  for (let count = 0; count < 5000; count++) member.onWhisper({ ...eve, id: newId() })
  const anna = HyperDHT.keyPair()
  const whisper = {
    peer: keyOf(anna.publicKey),
    ...seal('psst', chat.room.key, chat.room.key, anna)
  }
  member.onWhisper(whisper)
  member.onWhisper(whisper)
  t.alike(said, ['dropped', 'whisper'])
})

test('a whisper to an invalid key is only a problem report', async (t) => {
  const { chat, member, said } = await hostMember(t)
  chat.room.join(Object.assign(new TestSeat(), { key: testKey('ff') }), {
    name: 'eve',
    since: null,
    instance: null
  })
  await runLine(member, '/msg eve hello')
  t.ok(said.at(-1)?.startsWith('The key of eve is not a valid public key'), said.at(-1))
})

test('only somebody in the room or a long beginning of a listed key can be meant, and never the host', async (t) => {
  const { chat, member, said } = await hostMember(t)
  const anna = await chat.join('anna')
  const listed = testKey('ed')
  await runLine(member, `/ban ${listed}`)
  for (const who of ['ed', 'host']) {
    await runLine(member, `/kick ${who}`)
    await runLine(member, `/unban ${who}`)
    t.not(said.at(-1), 'listed')
  }
  await runLine(member, `/allow ${anna.key}`)
  await runLine(member, `/deny ${anna.key.slice(0, 10)}`)
  t.is(said.at(-1), 'listed', 'who is here and on a list is one person')
})

test('it is told who is away and who is back', async (t) => {
  const { member, outputs } = await hostMember(t)
  const [away, back] = [testKey('a'), testKey('b')]
  member.onPresence({ seq: 1, away: [away], back: [back] })
  t.alike(
    outputs.map((output) => output.event === 'presence' && [output.author, output.isAway]),
    [
      [away, true],
      [back, false]
    ]
  )
})

test('what is looked back at begins before what was shown at the start', async (t) => {
  const { chat, member } = await hostMember(t)
  for (const text of ['one', 'two', 'three']) chat.say(text)
  await chat.happened('post', 3)
  const posts = chat.host.heard.flatMap((event) => (event.type === 'post' ? event : []))
  chat.room.join(member, { name: 'host', since: null, instance: null })
  member.greet(posts.slice(1))
  const earlier = await member.earlier(10)
  t.alike(
    earlier.map((event) => event.type === 'post' && event.text),
    ['one']
  )
})

/** The person at the host of a chat; what is said to them, without the folder's path. */
async function hostMember(
  t: Assertions,
  { isPrivate = false } = {}
): Promise<{
  chat: Chat
  member: HostMember
  said: string[]
  outputs: Output[]
  folder: string
}> {
  const folder = await t.tmp()
  const chat = new Chat(t)
  const said: string[] = []
  const outputs: Output[] = []
  const say = (output: Output): void => {
    outputs.push(output)
    const text = output.event === 'problem' ? output.text : output.event
    said.push(text.replace(folder, ''))
  }
  const { room, log, sessions, host } = chat
  const member = new HostMember({
    room,
    log,
    sessions,
    say,
    keyPair: host.keyPair,
    access: new Access({ folder, isPrivate }),
    onRename: (name) => saveName(folder, name),
    onFailed: (error) => t.fail(String(error)),
    invite: () => Promise.reject(new Error('nobody asked')),
    quit: () => {}
  })
  return { chat, member, said, outputs, folder }
}
