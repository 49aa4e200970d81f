import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import { PlainReader } from '../../../shared/chat/plain-reader.ts'
import { guard, ignorePeer } from '../../../shared/network/guard.ts'
import type { Connection } from '../../../shared/network/node.ts'
import { TRAFFIC } from '../../../shared/network/traffic.ts'
import { connectionPair } from '../../helpers/channel-pair.ts'

const MANY = 100_000

test('other work gets its turn while many lines are handled, and none is lost', async (t) => {
  const { connection, client } = await open(t)
  let [lines, turns] = [0, 0]
  const ended = new Promise<void>((resolve) => {
    read(connection, { onLine: () => lines++, onEnd: resolve })
  })
  const turn = setInterval(() => turns++, 0)
  client.write('x\n'.repeat(MANY))
  client.write('last')
  client.end()
  await ended
  clearInterval(turn)
  t.is(lines, MANY + 1)
  t.ok(turns > 3, `${turns} turns`)
})

test('lines keep their order, however they are split', async (t) => {
  const { connection, client } = await open(t)
  const lines: string[] = []
  const ended = new Promise<void>((resolve) => {
    read(connection, { onLine: (line) => lines.push(line), onEnd: resolve })
  })
  const sent = Array.from({ length: 20_000 }, (_, index) => `${index}`)
  const bytes = b4a.from(sent.join('\n'))
  for (let start = 0; start < bytes.length; start += 10_007) {
    client.write(bytes.subarray(start, start + 10_007))
  }
  client.end()
  await ended
  t.alike(lines, sent)
})

test('no more is read than the output takes', async (t) => {
  const { connection, client } = await open(t)
  let letters = 0
  let take: (() => void) | null = null
  const heard = (): Promise<void> => new Promise((resolve) => (take = resolve))
  const ended = new Promise<void>((resolve) => {
    const onLine = (line: string): void => void (letters += line.length)
    read(connection, { onLine, onEnd: resolve, heard })
  })
  client.write('x'.repeat(1000).concat('\n').repeat(100))
  client.end()
  while (take === null) await new Promise((resolve) => setImmediate(resolve))
  t.ok(letters < 40_000, `${letters} letters`)
  const taking = setInterval(() => take?.(), 1)
  await ended
  clearInterval(taking)
  t.is(letters, 100_000)
})

test('lines of an ignored peer cost no more work', async (t) => {
  const { connection, client } = await open(t)
  let lines = 0
  const onLine = (): void => {
    if (++lines === 10) ignorePeer(connection)
  }
  const ended = new Promise<void>((resolve) => {
    read(connection, { onLine, onEnd: resolve })
  })
  client.write('x\n'.repeat(1000))
  client.end()
  await ended
  t.is(lines, 10)
})

async function open(t: Assertions): Promise<{ connection: Connection; client: Connection }> {
  const { client, host } = connectionPair(t)
  await Promise.all([host.opened, client.opened])
  return { connection: host, client }
}

function read(connection: Connection, options: ConstructorParameters<typeof PlainReader>[1]): void {
  const reader = new PlainReader(guard(connection, TRAFFIC.plainPipe), options)
  connection.on('data', (chunk) => reader.push(chunk))
  connection.on('end', () => reader.end())
}
