import test from 'brittle'
import {
  createPlace,
  start,
  startClient,
  startHost,
  startPlainClient,
  startPlainHost
} from '../helpers/apps.ts'

const CONNECTED = /got connection!/

test('host and client see each other’s lines', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const client = startClient(place, key, ['--chat'])
  await Promise.all([host.said(CONNECTED), client.said(CONNECTED)])

  client.write('hello host\n')
  await host.printed(/^[0-9a-f]{8}: hello host\n/)
  host.write('hello client\n')
  await client.printed(/^host: hello client\n/)
  t.ok(client.stderr.startsWith(`Connecting to: ${key}\n`))
})

test('the host prints the command that joins it right below its key', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const [, command = ''] = await host.said(/listening on: .{64}\njoin with: (.+)\n/)
  t.ok(command.includes(` client-app ${key} `))

  const client = start(place, ['-c', `exec ${command} --chat`], {
    binary: '/bin/sh',
    env: { HYPERDHT_CHAT_BOOTSTRAP: '' }
  })
  await client.said(CONNECTED)
})

test('clients see each other’s lines through the host, and not their own', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const anna = startClient(place, key, ['--chat', '--identity', 'anna'])
  await anna.said(CONNECTED)
  const ben = startClient(place, key, ['--chat', '--identity', 'ben'])
  await host.said(/(got connection!.*\n[^]*){2}/)

  anna.write('first\n')
  const [, name] = await ben.printed(/^([0-9a-f]{8}): first\n/)
  ben.write('second\n')
  await anna.printed(/^[0-9a-f]{8}: second\n/)
  await host.printed(new RegExp(`^${name}: first\n[0-9a-f]{8}: second\n`))
})

test('a plain client chats like any other', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const plain = startPlainClient(place, key)
  const client = startClient(place, key, ['--chat'])
  await host.said(/(got connection!.*\n[^]*){2}/)

  plain.write('from plain\n')
  await Promise.all([
    host.printed(/ \(unsigned\): from plain\n/),
    client.printed(/ \(unsigned\): from plain\n/)
  ])
  client.write('from client\n')
  await plain.printed(/^[0-9a-f]{8}: from client\n/)
})

test('a client chats with a plain host', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startPlainHost(place)
  const client = startClient(place, key, ['--chat'])
  await client.said(CONNECTED)

  client.write('hello\n')
  host.write('welcome\n')
  await client.printed(/^welcome\n/)
  await host.printed(/hello\n/)
  await client.said(/plain peer: nobody confirms/)
})

test('a client whose input ends exits with 0 after its last line is delivered', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const client = startClient(place, key, ['--chat'])
  client.write('no newline at the end')
  client.end()
  t.is(await client.exited, 0)
  await host.printed(/: no newline at the end\n/)
  await host.said(/ left\n/)
})

test('a host without a terminal stays when its input ends', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'], { redirect: '< /dev/null' })
  const client = startClient(place, key, ['--chat'])
  await client.said(CONNECTED)
  client.write('still here?\n')
  await host.printed(/: still here\?\n/)
})

test('clients that do not reconnect are told when the host leaves, and leave with 0', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const client = startClient(place, key, ['--chat', '--no-reconnect'])
  await Promise.all([host.said(CONNECTED), client.said(CONNECTED)])
  host.kill('SIGINT')
  await client.said(/the host has left\n/)
  t.is(await client.exited, 0)
  t.is(await host.exited, 130)
})

test('escape sequences from a stranger do not reach the screen', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const plain = startPlainClient(place, key)
  plain.write('\x1b[2J\x1b]0;title\x07red \x1b[31malert\u202e\n')
  await host.printed(/^[0-9a-f]{8} \(unsigned\): red alert\n/)
})

test('the key survives restarts and differs between identities', async (t) => {
  const place = await createPlace(t)
  const first = await startHost(place, ['--chat'])
  first.host.kill('SIGTERM')
  t.is(await first.host.exited, 143)
  const second = await startHost(place, ['--chat'])
  t.is(second.key, first.key)
  const other = await startHost(place, ['--chat', '--identity', 'other'])
  t.not(other.key, first.key)
  const ephemeral = await startHost(place, ['--chat', '--ephemeral'])
  t.not(ephemeral.key, first.key)
})

test('a host that has left is no longer found', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  host.kill('SIGINT')
  await host.exited
  const client = startClient(place, key, ['--chat'])
  t.is(await client.exited, 3)
  t.ok(client.stderr.includes('Nobody is listening on that key'))
})
