import b4a from 'b4a'
import test from 'brittle'
import path from '#path'
import {
  createPlace,
  startClient,
  startHost,
  startPlainClient,
  startPlainHost,
  type Place
} from '../helpers/apps.ts'
import { holds, isSameFile, MIB, peakMemory, randomFile } from '../helpers/files.ts'

test('a pipe carries bytes both ways and ends with 0 on both sides', async (t) => {
  const place = await createPlace(t)
  const bytes = b4a.from([0, 10, 13, 27, 255, 128, 0, 10])
  const { host, key } = await startHost(place)
  const client = startClient(place, key)
  client.write(bytes)
  client.end()
  host.write('answer')
  host.end()
  t.is(await client.exited, 0)
  t.is(await host.exited, 0)
  t.alike(host.stdout, bytes)
  t.alike(client.stdout, b4a.from('answer'))
  t.is(client.stderr, `Connecting to: ${key}\ngot connection!\n`)
})

test('half-close: a request, its end, then the reply', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place)
  const client = startClient(place, key)
  client.write('b\na\n')
  client.end()
  await host.received(4)
  host.write('a\nb\n')
  host.end()
  t.is(await client.exited, 0)
  t.is(await host.exited, 0)
  t.is(b4a.toString(client.stdout), 'a\nb\n')
})

test('half-close the other way: the host ends first', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place)
  const client = startClient(place, key)
  host.write('greeting')
  host.end()
  await client.received(8)
  client.write('reply')
  client.end()
  t.is(await client.exited, 0)
  t.is(await host.exited, 0)
  t.is(b4a.toString(host.stdout), 'reply')
})

test('a second peer is refused with exit code 4 and the first goes on', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place)
  const first = startClient(place, key)
  await first.said(/got connection!/)
  const second = startClient(place, key, ['--ephemeral'])
  t.is(await second.exited, 4)
  t.ok(second.stderr.includes('busy with another peer'))
  await host.said(/refused [0-9a-f]{8}/)

  first.write('still here')
  first.end()
  host.end()
  t.is(await first.exited, 0)
  t.is(await host.exited, 0)
  t.is(b4a.toString(host.stdout), 'still here')
})

test('a plain client pipes into a host', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place)
  const plain = startPlainClient(place, key)
  plain.write('from plain')
  plain.end()
  await host.received(10)
  host.write('to plain')
  host.end()
  t.is(await host.exited, 0)
  await plain.received(8)
  t.is(b4a.toString(plain.stdout), 'to plain')
})

test('a client pipes into a plain host', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startPlainHost(place)
  const client = startClient(place, key)
  client.write('to plain')
  client.end()
  await host.received(8)
  host.write('from plain')
  host.end()
  t.is(await client.exited, 0)
  t.is(b4a.toString(client.stdout), 'from plain')
})

test('256 MiB in each direction at once arrive exactly', { timeout: 200_000 }, async (t) => {
  const place = await createPlace(t)
  const up = randomFile(place.storage, 'up', 256 * MIB)
  const down = randomFile(place.storage, 'down', 256 * MIB)
  const { upCopy, downCopy, codes } = await exchange(place, up, down)
  t.alike(codes, [0, 0])
  t.ok(isSameFile(up, upCopy))
  t.ok(isSameFile(down, downCopy))
})

test('a process that exits right after its last byte has delivered it', async (t) => {
  const place = await createPlace(t)
  const up = randomFile(place.storage, 'up', 16 * MIB)
  for (const redirect of ['< /dev/null', '<&-']) {
    const copy = path.join(place.storage, 'copy')
    const { host, key } = await startHost(place, [], { redirect: `${redirect} > ${copy}` })
    const client = startClient(place, key, [], { redirect: `< ${up} > /dev/null` })
    t.is(await client.exited, 0, `sender, receiver’s stdin ${redirect}`)
    t.is(await host.exited, 0, `receiver, stdin ${redirect}`)
    t.ok(isSameFile(up, copy))
  }
})

test('a stalled reader costs no memory and loses nothing', { timeout: 120_000 }, async (t) => {
  const place = await createPlace(t)
  const up = randomFile(place.storage, 'up', 256 * MIB)
  const { host, key } = await startHost(place, [], { redirect: '< /dev/null', stall: true })
  const client = startClient(place, key, [], { redirect: `< ${up} > /dev/null` })
  t.is(await client.exited, 0, 'the sender is done while the receiver’s reader has read nothing')
  const memory = peakMemory(host.pid)
  t.ok(memory === null || memory < 150 * MIB, `receiver’s memory: ${memory} bytes`)

  host.resume()
  t.is(await host.exited, 0)
  t.ok(holds(up, host.stdoutChunks))
})

async function exchange(
  place: Place,
  up: string,
  down: string
): Promise<{ upCopy: string; downCopy: string; codes: number[] }> {
  const [upCopy, downCopy] = [`${up}.copy`, `${down}.copy`]
  const { host, key } = await startHost(place, [], { redirect: `< ${down} > ${upCopy}` })
  const client = startClient(place, key, [], { redirect: `< ${up} > ${downCopy}` })
  return { upCopy, downCopy, codes: [await client.exited, await host.exited] }
}
