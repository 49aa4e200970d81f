import b4a from 'b4a'
import test from 'brittle'
import fs from '#fs'
import path from '#path'
import process from '#process'
import {
  createPlace,
  start,
  startClient,
  startHost,
  startPlainClient,
  startPlainHost
} from '../helpers/apps.ts'

const SOME_KEY = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'

test('a pipe client that meets a plain host ends in seconds and names --plain', async (t) => {
  const place = await createPlace(t)
  const talkative = await startPlainHost(place)
  talkative.host.write('hello, whoever you are')
  const silent = await startPlainHost(place)
  for (const { key } of [talkative, silent]) {
    const client = startClient(place, key)
    client.write('data')
    t.is(await client.exited, 4)
    t.ok(client.stderr.includes('join with --plain'), client.stderr)
    t.is(client.stdout.length, 0)
  }
  await silent.host.received(1)
  t.absent(b4a.toString(silent.host.stdout).includes('data'), 'no byte of the input went out')
})

test('a host with --plain treats every peer as a plain one', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--plain'])
  host.write('from the host')
  host.end()
  const plain = startPlainClient(place, key)
  await plain.received(13)
  plain.write('from the peer')
  plain.end()
  t.is(await host.exited, 0)
  t.is(b4a.toString(host.stdout), 'from the peer')
  t.ok(host.stderr.includes('(plain: no receipts)'))
})

test('a chat client that meets a pipe host is told so, and so is the host', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--pipe'])
  const client = startClient(place, key, ['--chat'])
  t.is(await client.exited, 4)
  t.ok(client.stderr.includes('The host is a pipe, and you joined to chat'), client.stderr)
  await host.said(/refused [0-9a-f]{8}: it joined to chat\n/)

  const pipe = startClient(place, key, [], { redirect: '< /dev/null' })
  host.end()
  t.is(await pipe.exited, 0, 'the host takes the next one')
})

test('a pipe client that meets a chat host is told so, and so is the host', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const client = startClient(place, key)
  t.is(await client.exited, 4)
  t.ok(client.stderr.includes('The host is a chat, and you joined with a pipe'), client.stderr)
  await host.said(/refused [0-9a-f]{8}: it joined with a pipe\n/)
})

test('--recv-only leaves standard input alone', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--recv-only'])
  host.write('not to be read')
  const client = startClient(place, key)
  client.write('data')
  client.end()
  t.is(await client.exited, 0)
  t.is(await host.exited, 0)
  t.is(b4a.toString(host.stdout), 'data')
  t.is(client.stdout.length, 0)
})

test('--send-only does not wait for the other side to end', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place)
  const client = startClient(place, key, ['--send-only'])
  client.write('data')
  client.end()
  t.is(await client.exited, 0)
  t.is(await host.exited, 0, 'though its standard input is open')
  t.is(b4a.toString(host.stdout), 'data')
})

test('data the other side does not take is an error on both sides', async (t) => {
  const place = await createPlace(t)
  const file = path.join(place.storage, 'file')
  fs.writeFileSync(file, 'for nobody')
  const { host, key } = await startHost(place, [], { redirect: `< ${file}` })
  const client = startClient(place, key, ['--send-only'], { redirect: '< /dev/null' })
  t.is(await host.exited, 4)
  t.ok(host.stderr.includes('The other side accepts no data'), host.stderr)
  t.is(await client.exited, 4)
  t.ok(client.stderr.includes('The other side has data to send'), client.stderr)
})

test('a host at a terminal receives a file and ends', async (t) => {
  const place = await createPlace(t)
  const file = path.join(place.storage, 'file')
  const host = start(place, ['-c', `exec ${process.execPath} server-app > ${file}`], {
    binary: '/bin/sh',
    onTerminal: true
  })
  const [, key = ''] = await host.printed(/listening on: ([0-9a-f]{64})/)
  const client = startClient(place, key)
  client.write('a photo')
  client.end()
  t.is(await client.exited, 0)
  t.is(await host.exited, 0)
  t.is(fs.readFileSync(file, 'utf8'), 'a photo')
})

test('two sides that only want to send are told so', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--send-only'])
  const client = startClient(place, key, ['--send-only'])
  t.is(await client.exited, 4)
  t.is(await host.exited, 4)
  t.ok(client.stderr.includes('Both sides only want to send'))
})

test('--timeout gives up with exit code 6, --wait retries until the host is there', async (t) => {
  const place = await createPlace(t)
  const hurried = startClient(place, SOME_KEY, ['--wait', '--timeout', '4'])
  t.is(await hurried.exited, 6)
  t.ok(/No connection after 4 s: Nobody is listening/.test(hurried.stderr), hurried.stderr)

  const { host, key } = await startHost(place)
  host.kill('SIGINT')
  await host.exited
  const patient = startClient(place, key, ['--wait'], { redirect: '< /dev/null' })
  await patient.said(/Nobody is listening.* Trying until the host is online\n/)
  const again = await startHost(place, [], { redirect: '< /dev/null' })
  t.is(again.key, key)
  t.is(await patient.exited, 0)
})

test('--keep-open serves one peer after another, however each one ends', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--keep-open', '--recv-only'])
  for (const word of ['one ', 'two ']) {
    const client = startClient(place, key)
    client.write(word)
    client.end()
    t.is(await client.exited, 0)
  }
  const lost = startClient(place, key)
  lost.write('cut ')
  await host.received(12)
  lost.kill('SIGINT')
  await host.said(/[0-9a-f]{8}: The other side left before it was done/)
  const plain = startPlainClient(place, key)
  plain.write('plain ')
  plain.end()
  await host.received(18)
  t.is(b4a.toString(host.stdout), 'one two cut plain ')
})

test('--wait waits for its turn while a host serves another', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--keep-open'], { redirect: '< /dev/null' })
  const first = startClient(place, key, ['--ephemeral'])
  first.write('first ')
  await host.received(6)
  const second = startClient(place, key, ['--ephemeral', '--wait'])
  second.write('second')
  second.end()
  await second.said(/The host is busy/)
  first.end()
  t.is(await first.exited, 0)
  t.is(await second.exited, 0)
  t.is(b4a.toString(host.stdout), 'first second')
})

test('--keep-open --recv-only takes the lines of many peers at once', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--keep-open', '--recv-only'])
  const [one, two] = [startClient(place, key, ['-e']), startClient(place, key, ['-e'])]
  await Promise.all([one.said(/got connection/), two.said(/got connection/)])
  one.write('one begins, ')
  two.write('two is whole\n')
  // At once: the host waits only so long for the rest of a line (line-merger.test.ts).
  one.write('one ends\n')
  one.end()
  two.end()
  t.alike([await one.exited, await two.exited], [0, 0])
  const lines = b4a.toString(host.stdout).trim().split('\n').sort()
  t.alike(lines, ['one begins, one ends', 'two is whole'])
})

test('--json reports events, progress and errors, one object a line', async (t) => {
  const place = await createPlace(t)
  const host = start(place, ['server-app', '--json'])
  const [, key = ''] = await host.said(/\{"event":"listening","key":"([0-9a-f]{64})"/)
  const client = startClient(place, key, ['--json'])
  client.write('data')
  client.end()
  host.end()
  t.is(await client.exited, 0)
  const events = parse(client.stderr)
  t.alike(
    events.map(({ event }) => event),
    ['connecting', 'connected', 'done', 'fingerprint']
  )
  t.alike(events.at(-1)?.['sent'], { bytes: 4, blake2b: '82f64e6be809763df98195dfa5de656c' })
  const { sentBytes, confirmedBytes, receivedBytes, path: way } = events.at(-2) ?? {}
  t.alike([sentBytes, confirmedBytes, receivedBytes, way], [4, 4, 0, 'direct'])

  const failed = startClient(place, SOME_KEY, ['--json'])
  t.is(await failed.exited, 3)
  const { event, code, exitCode } = parse(failed.stderr).at(-1) ?? {}
  t.alike([event, code, exitCode], ['error', 'PEER_NOT_FOUND', 3])
})

test('--quiet prints nothing but the key of a host, and errors', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--quiet'], { redirect: '< /dev/null' })
  const client = startClient(place, key, ['--quiet'])
  client.write('data')
  client.end()
  t.is(await client.exited, 0)
  t.is(client.stderr, '')
  t.is(await host.exited, 0)
  t.ok(/^listening on: (.*)\njoin with: .*\n\1\n$/.test(host.stderr))
})

test('with a file as input, the total is known', async (t) => {
  const place = await createPlace(t)
  const file = path.join(place.storage, 'file')
  fs.writeFileSync(file, 'twelve bytes')
  const { key } = await startHost(place, ['--recv-only'])
  const client = startClient(place, key, ['--json'], { redirect: `< ${file}` })
  t.is(await client.exited, 0)
  t.is(parse(client.stderr).at(-2)?.['totalBytes'], 12)
})

function parse(lines: string): Record<string, unknown>[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
