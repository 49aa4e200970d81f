import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import { openChannel } from '../../../shared/network/channel.ts'
import { greet, watchForPlainHost, watchForSilence } from '../../../shared/network/peer-kind.ts'
import type { Connection } from '../../../shared/network/node.ts'
import { PIPE_PROTOCOL } from '../../../shared/pipe/messages.ts'
import { ROOM_PROTOCOL } from '../../../shared/room/messages.ts'
import { openFrame } from '../../helpers/frames.ts'
import { meetingPlace, type Pair } from '../../helpers/pair.ts'

const SLOW = { timeout: 20_000 }
const never = () => (): void => {}

test('our own peer is recognised by the channel it opens, which stays usable', async (t) => {
  for (const protocol of [PIPE_PROTOCOL, ROOM_PROTOCOL]) {
    const { host, client } = await meet(t)
    const atClient = opened(client, protocol, { sends: false })
    t.alike(await greet(host), { protocol, hello: { sends: false }, sign: 'bytes' })
    t.alike(await opened(host, protocol, {}), { sends: false })
    await atClient
  }
})

test('a channel opened before its connection travels with the first packets', async (t) => {
  let atClient: Promise<unknown> | undefined
  const { host, client } = await (
    await meetingPlace(t)
  )((connection) => {
    t.absent(connection.rawStream)
    atClient = opened(connection, ROOM_PROTOCOL, { name: 'anna' })
  })
  t.alike(await greet(host), { protocol: ROOM_PROTOCOL, hello: { name: 'anna' }, sign: 'bytes' })
  t.alike(await opened(host, ROOM_PROTOCOL, {}), { name: 'anna' })
  t.alike(await atClient, {})
  t.absent(client.destroying)
})

test('a channel open that could never pair with ours ends the connection', async (t) => {
  const meetHere = await meetingPlace(t)
  const right = openFrame('{}', ROOM_PROTOCOL)
  const second = b4a.from(right)
  second[2] = 2
  const underId = b4a.concat([right.subarray(0, right.length - 4), b4a.from([1, 7, 2, 123, 125])])
  for (const frame of [second, underId]) {
    const { host, client } = await meetHere()
    client.write(b4a.from(frame))
    t.is(await greet(host), null)
    t.ok(host.destroying)
  }
})

test('plain bytes are recognised and stay to be read', async (t) => {
  const { host, client } = await meet(t)
  client.write('hello')
  t.alike(await greet(host), { protocol: null, hello: null, sign: 'bytes' })
  client.write(' and more')
  t.is(await textOf(host, 14), 'hello and more')
})

test('a plain peer whose bytes begin like Protomux is still plain', async (t) => {
  const { host, client } = await meet(t)
  const bytes = openFrame('{}', 'other/protocol')
  client.write(bytes)
  t.alike(await greet(host), { protocol: null, hello: null, sign: 'bytes' })
  t.is(await textOf(host, bytes.length), b4a.toString(bytes))
})

test('a silent peer is plain, and what it says later can be read', async (t) => {
  const { host, client } = await meet(t)
  t.alike(await greet(host), { protocol: null, hello: null, sign: 'silence' })
  client.write('late')
  t.is(await textOf(host, 4), 'late')
})

test('a channel open after the silence counts while the host has sent nothing', async (t) => {
  const { host, client } = await meet(t)
  const greeting = await greet(host, () => {
    // The silence is over.
    void opened(client, PIPE_PROTOCOL, {})
    return never()
  })
  t.alike(greeting, { protocol: PIPE_PROTOCOL, hello: {}, sign: 'bytes' })
  t.alike(await opened(host, PIPE_PROTOCOL, {}), {})
})

test('a peer recognised meanwhile is not affected by what the host sends later', async (t) => {
  const { host, client } = await meet(t)
  let speak = (): void => {}
  const greeting = await greet(host, (onReady) => {
    void opened(client, PIPE_PROTOCOL, {})
    speak = onReady
    return () => {}
  })
  t.alike(greeting, { protocol: PIPE_PROTOCOL, hello: {}, sign: 'bytes' })
  t.alike(await opened(host, PIPE_PROTOCOL, {}), {})
  const more = new Promise<Uint8Array>((resolve) => host.once('data', resolve))
  speak()
  await Promise.resolve()
  // A control message that Protomux does not know, and ignores.
  client.write(b4a.from([0, 9]))
  t.is((await more).length, 2, 'the connection still flows')
})

test('plain bytes after the silence count, too', async (t) => {
  const { host, client } = await meet(t)
  const greeting = await greet(host, () => {
    client.write('late')
    return never()
  })
  t.alike(greeting, { protocol: null, hello: null, sign: 'bytes' })
  t.is(await textOf(host, 4), 'late')
})

test('a peer that ends without a byte is plain, and has ended', async (t) => {
  const { host, client } = await meet(t)
  client.end()
  t.alike(await greet(host), { protocol: null, hello: null, sign: 'end' })
})

test('a peer that ends after the silence has ended', async (t) => {
  const { host, client } = await meet(t)
  const greeting = await greet(host, () => {
    client.end()
    return never()
  })
  t.alike(greeting, { protocol: null, hello: null, sign: 'end' })
})

test('a peer that disconnects resolves with null, before and after the silence', async (t) => {
  const first = await meet(t)
  first.client.destroy()
  t.is(await greet(first.host), null)
  const second = await meet(t)
  const greeting = await greet(second.host, () => {
    second.client.destroy()
    return never()
  })
  t.is(greeting, null)
})

test('a connection that is already closed resolves with null', { timeout: 10_000 }, async (t) => {
  const { host } = await meet(t)
  const closed = new Promise<void>((resolve) => host.once('close', resolve))
  host.destroy()
  await closed
  t.is(await greet(host), null)
})

test("a plain host's first bytes are told, and Protomux sees none of them", async (t) => {
  const { host, client } = await meet(t)
  const failed = opened(client, PIPE_PROTOCOL, {})
  const told = new Promise<Uint8Array>((resolve) => watchForPlainHost(client, resolve))
  host.write('welcome')
  t.is(b4a.toString(await told), 'welcome')
  t.absent(client.destroying)
  client.destroy()
  t.is(await failed, 'closed')
})

test('our own host that answers late is not taken for a plain one', SLOW, async (t) => {
  const meetHere = await meetingPlace(t)
  const answering = await meetHere()
  const told: string[] = []
  const stop = watchForSilence(answering.client, () => told.push('silent'))
  void opened(answering.host, PIPE_PROTOCOL, {})
  await opened(answering.client, PIPE_PROTOCOL, {})
  stop()

  const { host, client } = await meetHere()
  const atClient = opened(client, PIPE_PROTOCOL, {})
  watchForPlainHost(client, () => told.push('plain'))
  await new Promise<void>((resolve) => watchForSilence(client, resolve))
  t.alike(await opened(host, PIPE_PROTOCOL, { receives: false }), {})
  t.alike(await atClient, { receives: false })
  t.alike(told, [])
})

async function meet(t: Assertions): Promise<Pair> {
  return (await meetingPlace(t))()
}

/** Opens a channel; resolves with the peer's handshake, or with 'closed'. */
function opened(connection: Connection, protocol: string, hello: object): Promise<unknown> {
  return new Promise((resolve) => {
    openChannel(
      connection,
      { protocol, hello },
      { onOpen: resolve, onBreak: () => {}, onClose: () => resolve('closed') }
    )
    // As in the apps, something reads.
    connection.resume()
  })
}

/** The next `length` bytes, as text. */
function textOf(connection: Connection, length: number): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = []
    connection.on('data', (chunk) => {
      chunks.push(b4a.from(chunk))
      const bytes = b4a.concat(chunks)
      if (bytes.length >= length) resolve(b4a.toString(bytes))
    })
    connection.resume()
  })
}
