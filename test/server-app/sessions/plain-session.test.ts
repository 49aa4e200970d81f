import b4a from 'b4a'
import test from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import type { Connection } from '../../../shared/network/node.ts'
import { ROOM_PROTOCOL } from '../../../shared/room/messages.ts'
import { openFrame } from '../../helpers/frames.ts'
import { Chat } from '../../helpers/visitor.ts'

test('blank lines of a plain peer are no posts', async (t) => {
  const chat = new Chat(t)
  await chat.visitPlain('\n   \nhello\n')
  const post = await chat.happened('post')
  t.is(post.type === 'post' && post.text, 'hello')
  t.is(chat.log.givenSeq, 2, 'with its coming')
})

test('what a plain peer is not sent uses up nothing of what it may be sent', async (t) => {
  const chat = new Chat(t)
  const plain = await chat.visitPlain('hello\n')
  await chat.happened('post')
  const line = lineOf(plain)
  for (let bytes = 0, count = 0; bytes <= LIMITS.unseenBytes; bytes += 100, count++)
    chat.room.rename(chat.room.key, `host${count}`)
  chat.say('still here')
  t.ok((await line).endsWith(': still here\n'))
})

test('a plain peer that has spoken stays one, whatever its next bytes look like', async (t) => {
  const chat = new Chat(t)
  const plain = await chat.visitPlain('hello\n')
  await chat.happened('post')
  plain.write(openFrame(JSON.stringify({ name: 'anna' }), ROOM_PROTOCOL))
  plain.write('\nand lines\n')
  await chat.happened('post', 2)
  t.alike(
    chat.host.heard.map(({ type }) => type).filter((type) => type !== 'post'),
    ['join']
  )
})

function lineOf(connection: Connection): Promise<string> {
  return new Promise((resolve) => {
    connection.once('data', (chunk: Uint8Array) => resolve(b4a.toString(chunk)))
  })
}
