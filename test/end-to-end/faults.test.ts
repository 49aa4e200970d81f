// Failures, one test each: the sentence on standard error and the exit code.
import test, { type Assertions } from 'brittle'
import fs from '#fs'
import path from '#path'
import {
  createPlace,
  start,
  startClient,
  startHost,
  startPlainHost,
  type TestPlace
} from '../helpers/apps.ts'
import { MIB, randomFile } from '../helpers/files.ts'
import { loadedModules } from '../helpers/loaded-modules.ts'
import { Program } from '../helpers/program.ts'
import { runtime } from '../../shared/app/runtime.ts'

const SOME_KEY = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
const NO_DHT = '127.0.0.1:9'
/** HyperDHT calls a silent peer lost after 13 to 18 s. */
const SLOW = { timeout: 60_000 }

test('a wrong command line is refused with exit code 2 and a hint', async (t) => {
  const cases: [args: string[], sentence: string][] = [
    [['client-app'], 'Which host? Give the public key it prints'],
    [['client-app', '--chat'], 'Which host?'],
    [['client-app', '', '--wait'], 'it is empty'],
    [['client-app', SOME_KEY.slice(1)], '63 hex digits instead of 64'],
    [['client-app', SOME_KEY, '--wait-for-it'], 'There is no flag --wait-for-it'],
    [['server-app', '--bootstrap', 'localhost'], 'A bootstrap node is written host:port'],
    [['server-app', '--private'], 'or for a private room --chat']
  ]
  for (const [args, sentence] of cases) {
    const app = new Program(t, args)
    t.is(await app.exited, 2, args.join(' '))
    t.ok(app.stderr.includes(sentence), app.stderr.trim())
    t.is(app.stderr.trim().split('\n').length, 1, 'one line')
    t.is(app.stdout.length, 0)
  }
})

test('--help and --version print on standard output and end with 0', async (t) => {
  for (const app of ['server-app', 'client-app']) {
    const help = new Program(t, [app, '--help'])
    t.is(await help.exited, 0)
    await help.printed(/Common:[^]*-i, --identity <name>/)
    const version = new Program(t, [app, '--version'])
    t.is(await version.exited, 0)
    await version.printed(/^\d+\.\d+\.\d+\n$/)
  }
})

test('nobody listening on the key is exit code 3', async (t) => {
  const place = await createPlace(t)
  const client = startClient(place, SOME_KEY)
  t.is(await client.exited, 3)
  t.ok(client.stderr.includes('Nobody is listening on that key'))
})

test('a DHT that does not answer is exit code 3, for both apps', SLOW, async (t) => {
  const place = { t, bootstrap: NO_DHT, storage: await t.tmp() }
  const apps = [start(place, ['server-app']), startClient(place, SOME_KEY)]
  for (const app of apps) {
    t.is(await app.exited, 3)
    t.ok(app.stderr.includes('No DHT node answered'), app.stderr)
    t.absent(app.stderr.includes('listening on'))
  }
})

test('before the DHT answers, a host loads neither the room nor the pipe', SLOW, async (t) => {
  // Only Node says what it has loaded. What is imported is the same on all runtimes.
  if (runtime !== 'node') return t.pass()
  const place = { t, bootstrap: NO_DHT, storage: await t.tmp() }
  const hosts = ['--pipe', '--chat'].map((flag) => {
    const coverage = path.join(place.storage, `coverage${flag}`)
    const host = start(place, ['server-app', flag, '-e'], { env: { NODE_V8_COVERAGE: coverage } })
    return { host, coverage }
  })
  for (const { host, coverage } of hosts) {
    await host.exited
    const loaded = loadedModules(coverage)
    t.ok(loaded.has('shared/app/exit'))
    const early = [
      'server-app/room/room',
      'server-app/sessions/sessions',
      'server-app/pipe/pipe',
      'shared/pipe/pipe'
    ]
    for (const name of early) t.absent(loaded.has(name), name)
  }
})

test('a second host with the same identity is told so', async (t) => {
  const place = await createPlace(t)
  await startHost(place)
  const second = start(place, ['server-app'])
  t.is(await second.exited, 1)
  t.ok(second.stderr.includes('already hosting as the identity "default"'))
  await startHost(place, ['--identity', 'another'])
})

test('an identity can be hosted again after its host was killed', async (t) => {
  const place = await createPlace(t)
  const first = await startHost(place)
  first.host.kill('SIGKILL')
  t.is(await first.host.exited, 137)
  const { key } = await startHost(place)
  t.is(key, first.key)
})

test('a host killed is exit code 5', SLOW, async (t) => {
  // Both at once: it is HyperDHT's timeout that they wait for.
  await Promise.all([plainHostKilled(t), chatHostKilled(t)])
})

/** While only it had more to send. */
async function plainHostKilled(t: Assertions): Promise<void> {
  const place = await createPlace(t)
  const { host, key } = await startPlainHost(place)
  const client = startClient(place, key, ['--plain'], { redirect: '< /dev/null' })
  host.write('y')
  await client.received(1)
  host.kill('SIGKILL')
  t.is(await client.exited, 5)
  t.ok(client.stderr.includes('The connection was lost: 1 byte received'))
}

/** For members that do not reconnect. */
async function chatHostKilled(t: Assertions): Promise<void> {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const client = startClient(place, key, ['--chat', '--no-reconnect'])
  client.write('hello\n')
  await host.received(6)
  host.kill('SIGKILL')
  t.is(await client.exited, 5)
  t.ok(client.stderr.includes('The connection was lost'))
}

test('standard output closed early ends both sides with 5', async (t) => {
  const { place, up } = await largeUpload(t)
  const { host, client } = await upload(place, up, '| head -c 10 > /dev/null')
  // The shell reports what head ended with.
  t.is(await host.exited, 0)
  await host.said(/Standard output was closed before everything was written/)
  t.is(await client.exited, 5)
})

test('a full disk ends both sides with 5', async (t) => {
  if (!fs.existsSync('/dev/full')) return
  const { place, up } = await largeUpload(t)
  const { host, client } = await upload(place, up, '> /dev/full')
  t.is(await host.exited, 5)
  await host.said(/Cannot write to standard output: the disk is full/)
  t.is(await client.exited, 5)
})

test('signals end a host with 128 + n and unannounce its key', async (t) => {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
  const place = await createPlace(t)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const { host, key } = await startHost(place)
    host.kill(signal)
    t.is(await host.exited, codes[signal], signal)
    const client = startClient(place, key)
    t.is(await client.exited, 3, `nobody is found after ${signal}`)
  }
})

test('a pipe ended by a signal is not taken for a complete one', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place)
  const client = startClient(place, key)
  client.write('half of it')
  await host.received(10)
  client.kill('SIGINT')
  t.is(await client.exited, 130)
  t.is(await host.exited, 5)
})

test('storage that cannot be used is exit code 1 and says what to do', async (t) => {
  const folder = await t.tmp()
  const file = path.join(folder, 'a-file')
  fs.writeFileSync(file, '')
  const unwritable = new Program(t, ['server-app', '--storage', file])
  t.is(await unwritable.exited, 1)
  t.ok(/Cannot write to .*a-file.*--ephemeral/.test(unwritable.stderr), unwritable.stderr)

  fs.mkdirSync(path.join(folder, 'host', 'default', 'secret-key'), { recursive: true })
  const unreadable = new Program(t, ['server-app', '--storage', folder])
  t.is(await unreadable.exited, 1)
  t.ok(/Cannot read .*secret-key: it is a folder/.test(unreadable.stderr), unreadable.stderr)
})

test('a key file that others can read is refused and left alone', async (t) => {
  const { file, refused } = await tamper(t, (key) => fs.chmodSync(key, 0o644))
  t.is(await refused.exited, 1)
  t.ok(/Other users of this machine can read .* chmod 600/.test(refused.stderr), refused.stderr)
  t.is(fs.statSync(file).mode & 0o777, 0o644)
})

test('a truncated key file is refused and left alone', async (t) => {
  const { file, refused } = await tamper(t, (key) => fs.truncateSync(key, 100))
  t.is(await refused.exited, 1)
  t.ok(/secret-key is damaged/.test(refused.stderr), refused.stderr)
  t.is(fs.statSync(file).size, 100)
})

/** Makes an identity, does `harm` to its key file, and starts a host on it again. */
async function tamper(
  t: Assertions,
  harm: (file: string) => void
): Promise<{ file: string; refused: Program }> {
  const place = await createPlace(t)
  const flags = ['--storage', place.storage]
  const { host } = await startHost(place, flags)
  host.kill('SIGTERM')
  await host.exited
  const file = path.join(place.storage, 'host', 'default', 'secret-key')
  harm(file)
  return { file, refused: start(place, ['server-app', ...flags]) }
}

async function largeUpload(t: Assertions): Promise<{ place: TestPlace; up: string }> {
  const place = await createPlace(t)
  return { place, up: randomFile(place.storage, 'up', 32 * MIB) }
}

async function upload(
  place: TestPlace,
  up: string,
  redirect: string
): Promise<{ host: Program; client: Program }> {
  const { host, key } = await startHost(place, [], { redirect: `< /dev/null ${redirect}` })
  return { host, client: startClient(place, key, [], { redirect: `< ${up} > /dev/null` }) }
}
