import test from 'brittle'
import HyperDHT from 'hyperdht'
import { ChatError } from '../../../shared/base/errors.ts'
import type { Connection } from '../../../shared/network/node.ts'
import { Sessions } from '../../../server-app/sessions/sessions.ts'
import { connectionPair } from '../../helpers/channel-pair.ts'
import { seal } from '../../helpers/seal.ts'
import { turn } from '../../helpers/turn.ts'
import { Chat, visit, type Visitor } from '../../helpers/visitor.ts'

test('who is away can be put out, by a command or by an edited list', async (t) => {
  const chat = new Chat(t)
  const [anna, ben] = [await chat.join('anna'), await chat.join('ben')]
  for (const { connection } of [anna, ben]) connection.destroy()
  await away(chat, 2)
  chat.sessions.dismiss(anna.key, 'kicked')
  chat.access.ban(ben.key, '')
  chat.sessions.dismissBanned()
  const left = [await chat.happened('leave'), await chat.happened('leave', 2)]
  t.alike(
    left.map((event) => event.type === 'leave' && [event.name, event.reason]),
    [
      ['anna', 'kicked'],
      ['ben', 'banned']
    ]
  )
})

test('a member whose connection falls silent is away, although the host itself resets it', async (t) => {
  const chat = new Chat(t)
  const { connection } = await arrive(t, chat)
  connection.destroy(new ChatError('LOST'))
  await away(chat, 1)
  t.pass()
})

test('a whisper goes to every connection of its recipient', async (t) => {
  const chat = new Chat(t)
  const [anna, ben] = [await chat.join('anna'), await chat.join('ben')]
  const again = await chat.visit('ben', ben.keyPair)
  await again.heard('welcome')
  const { id, sealed } = seal('psst', ben.key, chat.room.key, anna.keyPair)
  anna.channel.whisper({ peer: ben.key, id, sealed })
  for (const each of [ben, again])
    t.alike(await each.heard('whisper'), { peer: anna.key, id, sealed })
})

test('the hashes to compare with somebody are those of their own connections', async (t) => {
  const chat = new Chat(t)
  const [anna, ben] = [await chat.join('anna'), await chat.join('ben')]
  for (const { key, channel } of [anna, ben])
    t.alike(chat.sessions.hashesWith(key), [channel.handshakeHash])
})

test('a peer that is gone before it is seated takes no seat', async (t) => {
  const chat = new Chat(t)
  const { room, log, access } = chat
  const sessions = new Sessions({
    room,
    log,
    access,
    report: () => {},
    isPlain: true,
    onWhisper: () => {}
  })
  const { host } = connectionPair(t, HyperDHT.keyPair())
  await new Promise<void>((resolve) => host.once('open', () => resolve()))
  const closed = new Promise<void>((resolve) => host.once('close', () => resolve()))
  host.destroy()
  await closed
  await sessions.admit(host, () => true)
  t.is(room.size, 1)
})

/** A member, and the host's end of its connection. */
async function arrive(
  t: ConstructorParameters<typeof Chat>[0],
  chat: Chat
): Promise<{ connection: Connection; member: Visitor }> {
  let connection: Connection | undefined
  const admit = (host: Connection): void => {
    connection = host
    void chat.sessions.admit(host, () => true)
  }
  const member = await visit(t, admit, { name: 'anna', room: chat.room.key })
  await member.heard('welcome')
  if (!connection) throw new Error('nobody came')
  return { connection, member }
}

async function away(chat: Chat, count: number): Promise<void> {
  while (chat.room.roster.filter(({ isAway }) => isAway).length < count) {
    if (chat.room.roster.length <= count) throw new Error('somebody has left')
    await turn()
  }
}
