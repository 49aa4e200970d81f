import b4a from 'b4a'
import test from 'brittle'
import path from '#path'
import {
  createPlace,
  startClient,
  startHost,
  startPlainClient,
  startPlainHost,
  type TestPlace
} from '../helpers/apps.ts'
import type { Program } from '../helpers/program.ts'
import { holds, isSameFile, MIB, peakMemory, randomFile } from '../helpers/files.ts'

const LONG = { timeout: 120_000 }
/** What an app takes, and V8 has not collected yet (up to 162 MB on the newest Bare): well below the files here. */
const FLAT_BYTES = 192 * MIB

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
  // What b2sum -l 128 prints for these bytes.
  const [up, down] = ['b4ec0ffec20eb0cfa8eba50b4d3bf922', 'd76c048e6c8b5529c480777263af5189']
  const sums = `sent 8 bytes, b2sum -l 128: ${up}\nreceived 6 bytes, b2sum -l 128: ${down}\n`
  t.is(client.stderr, `Connecting to: ${key}\ngot connection!\n${sums}`)
  await host.said(
    new RegExp(`sent 6 bytes, b2sum -l 128: ${down}\nreceived 8 bytes, b2sum -l 128: ${up}\n`)
  )
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

test('a second peer is refused with exit code 4, and the first one continues', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place)
  const first = startClient(place, key)
  await first.said(/got connection!/)
  first.write('I am ')
  await host.received(5)
  const second = startClient(place, key, ['--ephemeral'])
  t.is(await second.exited, 4)
  t.ok(second.stderr.includes('The host is busy'))
  await host.said(/refused [0-9a-f]{8}: a pipe has one peer at a time/)

  first.write('still here')
  first.end()
  host.end()
  t.is(await first.exited, 0)
  t.is(await host.exited, 0)
  t.is(b4a.toString(host.stdout), 'I am still here')
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

test('a client pipes into a plain host with --plain', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startPlainHost(place)
  const client = startClient(place, key, ['--plain'])
  client.write('to plain')
  client.end()
  await host.received(8)
  host.write('from plain')
  host.end()
  t.is(await client.exited, 0)
  t.is(b4a.toString(client.stdout), 'from plain')
})

test('256 MiB in each direction at once arrive intact', { timeout: 200_000 }, async (t) => {
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

test('a stalled reader halts the sender and costs no memory at either end', LONG, async (t) => {
  const place = await createPlace(t)
  const up = randomFile(place.storage, 'up', 256 * MIB)
  const { host, key } = await startHost(place, [], { redirect: '< /dev/null', stall: true })
  const client = startClient(place, key, ['--json'], { redirect: `< ${up} > /dev/null` })
  const sentBytes = await standstill(client)
  t.ok(sentBytes < 32 * MIB, `${sentBytes} bytes were sent before the halt`)
  for (const { pid } of [host, client]) {
    const memory = peakMemory(pid)
    t.ok(memory === null || memory < FLAT_BYTES, `${memory} bytes of memory`)
  }

  host.resume()
  t.is(await client.exited, 0)
  t.is(await host.exited, 0)
  t.ok(holds(up, host.stdoutChunks))
})

test('a plain sender, which cannot be halted, costs no memory either', LONG, async (t) => {
  const place = await createPlace(t)
  const up = randomFile(place.storage, 'up', 256 * MIB)
  const { host, key } = await startHost(place, [], { redirect: '< /dev/null', stall: true })
  const client = startClient(place, key, ['--plain'], { redirect: `< ${up} > /dev/null` })
  t.is(await client.exited, 0, 'the sender is done while the receiver’s reader has read nothing')
  const memory = peakMemory(host.pid)
  t.ok(memory === null || memory < FLAT_BYTES, `receiver’s memory: ${memory} bytes`)

  host.resume()
  t.is(await host.exited, 0)
  t.ok(holds(up, host.stdoutChunks))
})

/** Resolves with the bytes sent once two reports of progress in a row say the same. */
async function standstill(client: Program): Promise<number> {
  for (let reports = 2; ; reports++) {
    await client.said(new RegExp(`(\\{"event":"progress".*\n){${reports}}`))
    const [last, previous] = [...client.stderr.matchAll(/"progress","sentBytes":(\d+)/g)]
      .map(([, bytes]) => Number(bytes))
      .reverse()
    if (last !== undefined && last > 0 && last === previous) return last
  }
}

async function exchange(
  place: TestPlace,
  up: string,
  down: string
): Promise<{ upCopy: string; downCopy: string; codes: number[] }> {
  const [upCopy, downCopy] = [`${up}.copy`, `${down}.copy`]
  const { host, key } = await startHost(place, [], { redirect: `< ${down} > ${upCopy}` })
  const client = startClient(place, key, [], { redirect: `< ${up} > ${downCopy}` })
  return { upCopy, downCopy, codes: [await client.exited, await host.exited] }
}
