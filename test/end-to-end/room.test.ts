import test from 'brittle'
import b4a from 'b4a'
import fs from '#fs'
import path from '#path'
import { LIMITS } from '../../shared/base/limits.ts'
import {
  createPlace,
  start,
  startClient,
  startHost,
  startPlainClient,
  type TestPlace
} from '../helpers/apps.ts'
import type { Program } from '../helpers/program.ts'

const CONNECTED = /got connection!/
const HERE = /you are /

test('a host, three members and a plain peer all get every message in the same order', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const names = ['anna', 'ben', 'eve']
  const members = names.map((name) => member(place, key, name))
  await Promise.all(members.map((program) => program.said(HERE)))
  const plain = startPlainClient(place, key)
  await host.said(/[0-9a-f]{8} joined/)

  const everyone = [host, ...members, plain]
  for (const [index, program] of everyone.entries()) {
    program.write(`line of ${index}\n`)
    const others = everyone.filter((other) => other !== program)
    await Promise.all(others.map((other) => other.printed(new RegExp(`: line of ${index}\n`))))
  }
  const said = (program: Program): string[] => b4a.toString(program.stdout).split('\n').slice(0, -1)
  const name = /^([0-9a-f]{8}) joined/m.exec(host.stderr)?.[1] ?? ''
  const lines = ['host', ...names].map((each, index) => `${each}: line of ${index}`)
  const unsigned = `${name} (unsigned): line of 4`
  t.alike(said(host), [...lines.slice(1), unsigned])
  for (const [index, program] of members.entries()) {
    const own = lines[index + 1]
    t.alike(said(program), [...lines.filter((line) => line !== own), unsigned])
  }
  t.alike(said(plain), lines)
})

test('a second anna is shown with her key, and a name is remembered', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const anna = member(place, key, 'anna')
  await anna.said(/you are anna;/)
  const other = startClient(place, key, ['--chat', '--identity', 'other', '--name', 'аnnа'])
  await other.said(/you are аnnа\([0-9a-f]{8}\);/)
  anna.write('/nick ann\n')
  await host.said(/anna is now ann\n/)
  anna.end()
  t.is(await anna.exited, 0)
  const again = startClient(place, key, ['--chat', '--identity', 'anna'])
  await again.said(/you are ann;/)
})

test('a whisper reaches one member, and the host cannot read it', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const [anna, ben, eve] = [
    member(place, key, 'anna'),
    member(place, key, 'ben'),
    member(place, key, 'eve')
  ]
  await Promise.all([anna, ben, eve].map((program) => program.said(HERE)))
  await anna.said(/here: .*ben|ben joined/)
  anna.write('/msg ben the secret\n')
  await ben.printed(/^anna \(to you alone\): the secret\n/)
  await anna.said(/said to ben alone\n/)
  anna.write('/msg nobody hello\n/last\n')
  await anna.said(/Nobody here matches "nobody"/)
  await anna.said(/nothing found/)
  t.absent(
    b4a.toString(host.stdout).includes('secret') || b4a.toString(eve.stdout).includes('secret')
  )
  t.absent(transcript(place).includes('secret'))
})

test('a restarted host shows earlier posts and continues their numbers', async (t) => {
  const place = await createPlace(t)
  const first = await startHost(place, ['--chat'])
  first.host.write('before\n')
  const anna = startClient(place, first.key, ['--chat', '--no-reconnect', '--identity', 'anna'])
  await anna.printed(/host: before\n/)
  first.host.kill('SIGKILL')
  await first.host.exited
  const second = await startHost(place, ['--chat'])
  const ben = startClient(place, second.key, ['--chat', '--json', '--identity', 'ben'])
  await ben.printed(/"event":"post"/)
  second.host.write('after\n')
  await ben.printed(/"text":"after"/)
  const events = json(ben).filter(({ event }) => event !== 'welcome')
  t.alike(
    events.map(({ event, seq, isHistory, text }) => [event, seq, isHistory, text]),
    [
      ['post', 1, true, 'before'],
      ['post', 4, false, 'after']
    ],
    'and not who came and went'
  )
})

test('with --no-transcript and --history 0 nothing is kept or shown', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat', '--no-transcript', '--history', '0'])
  host.write('unheard\n')
  const anna = member(place, key, 'anna')
  await anna.said(HERE)
  host.write('heard\n')
  await anna.printed(/^host: heard\n/)
  t.absent(fs.existsSync(path.join(hostFolder(place), 'transcript')))
})

test('--send posts its text verbatim and exits with 0 once the host has it', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const texts = ['/not a command', '-v', '--help', '{"command":"quit"}', '    an indent\n  kept']
  const flags = texts.flatMap((text) => ['--send', text])
  for (const more of [[], ['--json']]) {
    const sender = startClient(place, key, [...flags, '--send=-x', '--send', '-', ...more])
    sender.write('from standard input\n\n')
    sender.end()
    t.is(await sender.exited, 0, sender.stderr)
    t.is(b4a.toString(sender.stdout), '')
  }
  const said = [...texts, '-x', 'from standard input'].join('\n').split('\n')
  t.alike(
    b4a.toString(host.stdout).replace(/^\w+: /gm, ''),
    [...said, ...said].map((line) => `${line}\n`).join('')
  )
})

test('--send refuses what is too long, and does not wait for ever', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat', '--private'])
  const long = startClient(place, key, ['--send', 'fine', '--send', 'x'.repeat(5000)])
  t.is(await long.exited, 2)
  t.ok(/at most 4096 bytes, and this one has 5000/.test(long.stderr), long.stderr)
  t.absent(long.stderr.includes('Connecting'), 'said before anybody is connected to')
  const late = startClient(place, key, ['--send', 'hello', '--timeout', '3'])
  t.is(await late.exited, 6)
  t.ok(/No connection after 3 s: .*has not answered/.test(late.stderr), late.stderr)
  t.is(b4a.toString(host.stdout), '')
})

test('a piped line is text, whatever it begins with', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const client = startClient(place, key, ['--chat', '--name', 'log'])
  client.write('/quit\n/etc/passwd changed\n')
  client.end()
  t.is(await client.exited, 0)
  t.is(b4a.toString(host.stdout), 'log: /quit\nlog: /etc/passwd changed\n')
  host.write('/kick log\n')
  await startClient(place, key, ['--chat', '--identity', 'other']).printed(/^host: \/kick log\n/m)
})

test('a bot speaks JSON both ways', async (t) => {
  const place = await createPlace(t)
  const host = start(place, ['server-app', '--chat', '--json'])
  const [, key = ''] = await host.said(/"key":"([0-9a-f]{64})"/)
  const bot = startClient(place, key, ['--chat', '--json', '--name', 'bot'])
  await bot.printed(/"event":"welcome"/)
  bot.write('{"command":"say","text":"beep"}\n{"command":"msg","who":"host","text":"boop"}\n')
  await host.printed(/"event":"whisper"[^\n]*"name":"bot","text":"boop"/)
  // A whisper waits for no disk: it may be there before the post.
  await bot.printed(/"event":"whispered"/)
  await bot.printed(/"event":"post"/)
  // Six bytes for each of the text's.
  const longest = '\\u0061'.repeat(LIMITS.textBytes)
  bot.write(
    `{"command":"say","text":"${longest}"}\n{"command":"say","text":"${longest.repeat(2)}"}\n`
  )
  await host.printed(new RegExp(`"event":"post"[^\\n]*"text":"a{${LIMITS.textBytes}}"`))
  await bot.printed(/"event":"problem","text":"A command may have at most/)
  bot.write('{"command":"search","text":"BEEP"}\n{"command":"nonsense"}\nno json\n')
  await bot.printed(/"event":"found","events":\[\{[^\n]*"text":"beep"/)
  await bot.printed(/"event":"problem"[^\n]*nonsense[^\n]*\n[^\n]*"event":"problem"/)
  host.write('{"command":"kick","who":"bot"}\n')
  t.is(await bot.exited, 4)
  await host.printed(/"event":"leave"[^\n]*"reason":"kicked"/)
})

test('a program takes part by --exec; it ends with the app, and the app with it', async (t) => {
  const place = await createPlace(t)
  const over = path.join(place.storage, 'over')
  const program = `while read -r line; do case "$line" in
    *'"text":"ping"'*) echo '{"command":"say","text":"pong"}' ;;
    *'"text":"bye"'*) exit 7 ;;
  esac; done; echo over > '${over}'`
  const { host, key } = await startHost(place, ['--exec', program])
  const bot = startClient(place, key, ['--identity', 'bot', '--name', 'bot', '--exec', program])
  await bot.said(CONNECTED)
  const anna = member(place, key, 'anna')
  await anna.said(/here: .*bot|bot joined/)
  anna.write('ping\n')
  await Promise.all([anna.printed(/^host: pong$/m), anna.printed(/^bot: pong$/m)])
  t.is(b4a.toString(host.stdout) + b4a.toString(bot.stdout), '', 'what happens is for the program')

  bot.kill('SIGTERM')
  t.is(await bot.exited, 143)
  t.is(fs.readFileSync(over, 'utf8'), 'over\n', 'it had time to end')
  anna.write('bye\n')
  t.is(await host.exited, 1)
  t.ok(/error: The program "while [^]*" ended with exit code 7\n/.test(host.stderr), host.stderr)
})

test('a banned member is told so, and cannot return until unbanned', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat', '--commands'])
  const anna = member(place, key, 'anna')
  await host.said(/anna joined/)
  host.write('/ban anna\n')
  t.is(await anna.exited, 4)
  t.ok(anna.stderr.includes('The host banned your key'))
  const again = member(place, key, 'anna')
  t.is(await again.exited, 4)
  const list = fs.readFileSync(path.join(hostFolder(place), 'banned'), 'utf8')
  const [, annasKey = ''] = /^([0-9a-f]{64}) anna\n$/.exec(list) ?? []
  host.write(`/unban ${annasKey}\n`)
  await host.said(/is no longer banned/)
  await member(place, key, 'anna').said(HERE)
})

test('a ban added to the list by hand takes effect', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const anna = member(place, key, 'anna')
  anna.write('/who\n')
  const [, annasKey = ''] = await anna.said(/^anna ([0-9a-f]{64}) \(direct\)$/m)
  fs.writeFileSync(path.join(hostFolder(place), 'banned'), `# nobody else\n${annasKey} too loud\n`)
  t.is(await anna.exited, 4)
  await host.said(/anna was banned/)
})

test('in a private room an unknown key knocks, and /allow lets it in', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat', '--commands', '--private'])
  const anna = member(place, key, 'anna')
  const [, short = ''] = await host.said(/([0-9a-f]{8}) knocks/)
  await anna.said(new RegExp(`knocking as anna: [^]*it sees the key ${short} knock`))
  t.absent(CONNECTED.test(anna.stderr))
  host.write(`/allow ${short}\n`)
  await anna.said(HERE)
  anna.end()
  t.is(await anna.exited, 0)
  await member(place, key, 'anna').said(HERE)
  host.write(`/deny anna\n`)
  await host.said(/anna was kicked/)
})

test('a flood of lines arrives slowed down, complete and in order', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const anna = member(place, key, 'anna')
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`)
  anna.write(`${lines.join('\n')}\n`)
  anna.end()
  t.is(await anna.exited, 0)
  t.is(b4a.toString(host.stdout), lines.map((line) => `anna: ${line}\n`).join(''))
})

test('a flooding plain peer is told to slow down, and stays', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const plain = startPlainClient(place, key)
  await host.said(/ joined/)
  plain.write('x\n'.repeat(100))
  await plain.printed(/^\* too fast: slow down/)
  host.write('still there?\n')
  await plain.printed(/host: still there\?\n/)
})

test('a member that does not read is disconnected, misses nothing in the end, and others nothing at all', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat', '--commands'])
  const stalled = (name: string, ...more: string[]): Program =>
    startClient(place, key, ['--chat', '-i', name, '-n', name, ...more], { stall: true })
  const [anna, eve] = [stalled('anna', '--no-reconnect'), stalled('eve')]
  const ben = member(place, key, 'ben')
  await Promise.all([anna, ben, eve].map((program) => program.said(HERE)))
  const lines = Array.from({ length: 500 }, (_, index) => `${index} ${'x'.repeat(4000)}`)
  host.write(`${lines.join('\n')}\n`)
  await ben.printed(/host: 499 x+\n/)
  const said = lines.map((line) => `host: ${line}\n`).join('')
  t.ok(b4a.toString(ben.stdout) === said, 'all of it, in order')
  const talk = setInterval(() => host.write('still there?\n/who\n'), 500)
  for (const name of ['anna', 'eve']) {
    await host.said(new RegExp(`^${name} [0-9a-f]+ \\(away\\)$`, 'm'))
  }
  clearInterval(talk)
  anna.resume()
  t.is(await anna.exited, 5)
  eve.resume()
  await eve.printed(/host: 499 x+\n/)
  t.ok(b4a.toString(eve.stdout).replaceAll('host: still there?\n', '') === said, 'when it reads on')
})

test('an invalid transcript is reported before anybody can join', async (t) => {
  const place = await createPlace(t)
  const folder = path.join(hostFolder(place), 'transcript')
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, '000000000001.ndjson')
  fs.writeFileSync(file, 'not ours\n')
  const host = start(place, ['server-app', '--chat'])
  t.is(await host.exited, 1)
  t.ok(host.stderr.includes(`error: Cannot keep the transcript ${file}`), host.stderr)
  t.absent(host.stderr.includes('listening on'))
  t.is(fs.readFileSync(file, 'utf8'), 'not ours\n')
})

function member(place: TestPlace, key: string, name: string): Program {
  return startClient(place, key, ['--chat', '--commands', '--identity', name, '--name', name])
}

function hostFolder({ storage }: TestPlace): string {
  return path.join(storage, 'hyperdht-chat', 'host', 'default')
}

function transcript(place: TestPlace): string {
  const folder = path.join(hostFolder(place), 'transcript')
  const names = fs.readdirSync(folder)
  return names.map((name) => fs.readFileSync(path.join(folder, name), 'utf8')).join('')
}

function json(program: Program): Record<string, unknown>[] {
  const lines = b4a.toString(program.stdout).split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}
