// A room at real terminals: what each user sees while typing.
import b4a from 'b4a'
import test from 'brittle'
import process from '#process'
import fs from '#fs'
import path from '#path'
import { runtime } from '../../shared/app/runtime.ts'
import { createPlace, start, startClient, startHost, type TestPlace } from '../helpers/apps.ts'
import { Emulator } from '../helpers/emulator.ts'
import { loadedModules } from '../helpers/loaded-modules.ts'
import { Program } from '../helpers/program.ts'
import { hasTerminal, Terminal } from '../helpers/terminal.ts'

const skip = !(await hasTerminal())
const TIMEOUT = { skip, timeout: 60_000 }

const SIZES: [columns: number, rows: number][] = [
  [80, 24],
  [40, 12],
  [20, 5]
]

for (const [columns, rows] of SIZES) {
  test(`a host and two members at ${columns}x${rows}`, TIMEOUT, async (t) => {
    const place = await createPlace(t)
    const size = { columns, rows }
    const host = await startApp(place, 'server-app --name host', size)
    const key = await keyOf(host)
    const anna = await startApp(place, `client-app ${key} --name anna -i anna`, size)
    const ben = await startApp(place, `client-app ${key} --name ben -i ben`, size)
    await host.shows(/3 here/)
    await anna.shows(/3 here/)

    // Typing goes on while messages come.
    await anna.type('one, ')
    await ben.enter('from ben')
    await anna.shows(/from ben\n[^]*> one,/)
    await anna.type('two, ')
    await host.enter('from the host')
    await anna.shows(/from the host\n[^]*> one, two,/)
    await anna.enter('three')
    await ben.shows(/one, two, *\n? *three/)

    // A paste of several lines is one message, and is asked about.
    await ben.paste('first line\nsecond line\n')
    await ben.press('Enter')
    await ben.shows(/Send these 2 lines/)
    await ben.type('y')
    await anna.shows(/first line\n +second line/)

    // The screen changes while a line is typed.
    await anna.type('still ')
    await anna.resize(columns + 15, rows + 3)
    await host.enter('while it was wide')
    await anna.shows(/while it was wide\n[^]*> still/)
    await anna.resize(columns, rows)
    await host.enter('and narrow')
    await anna.shows(/and narrow\n[^]*> still/)
    await anna.enter('here')

    for (const person of [host, anna, ben]) {
      await person.shows(/anna: *\n? *still here/)
      const all = joined(await person.everything())
      const said = [
        'ben: from ben',
        'host: from the host',
        'anna: one, two, three',
        'ben: first line second line',
        'host: while it was wide',
        'host: and narrow',
        'anna: still here'
      ]
      t.alike(
        said.filter((text) => count(all, text) !== 1),
        [],
        all
      )
      t.alike(
        [...said].sort((one, other) => all.indexOf(one) - all.indexOf(other)),
        said,
        'in order'
      )
      t.is(count(all, '>'), 1, `one line to write in: ${all}`)
    }
  })
}

test('an edited line is sent as it looks', TIMEOUT, async (t) => {
  const place = await createPlace(t)
  const host = await startApp(place, 'server-app --name host')
  const anna = await startApp(place, `client-app ${await keyOf(host)} --name anna`)
  await anna.shows(/2 here/)
  await host.enter('first')
  await anna.shows(/host: first/)

  await anna.type('wörld 👨‍👩‍👧 日本語')
  await anna.press('Home')
  await anna.type('hello ')
  await anna.press('End')
  await anna.press('BSpace')
  await anna.press('C-Left')
  await anna.press('DC')
  await anna.press('Enter')
  await host.shows(/anna: hello wörld 👨‍👩‍👧 本\n/)

  await anna.type('ho')
  await anna.press('Tab')
  await anna.enter('done')
  await host.shows(/anna: host: done/)
  await anna.press('C-r')
  await anna.type('wör')
  await anna.shows(/search: wör/)
  await anna.press('C-c')
  await anna.shows(/again to leave/)
  await anna.press('Up')
  await anna.shows(/> host: done/)
  await anna.press('C-u')
  await anna.enter('/quit')
  t.is(await anna.exited(), 0)
})

test('history survives a restart, and the greeting is shown only once', TIMEOUT, async (t) => {
  const place = await createPlace(t)
  const first = await startApp(place, 'server-app')
  await first.shows(/Type a line[^]*\/help[^]*\/quit leaves/)
  await first.enter('typed before')
  await first.shows(/host: typed before/)
  await first.enter('/quit')
  t.is(await first.exited(), 0)

  const second = await startApp(place, 'server-app')
  await second.shows(/1 here/)
  t.absent((await second.screen()).includes('Type a line'))
  await second.press('Up')
  await second.press('Up')
  await second.shows(/> typed before/)
  await second.press('C-c')
  await second.press('C-c')
  t.is(await second.exited(), 130)
})

test('Ctrl-Z returns the terminal to the shell, and fg takes it back', TIMEOUT, async (t) => {
  const place = await createPlace(t)
  const host = await startApp(place, 'server-app --name host', { hasJobs: true })
  await host.shows(/1 here/)
  await host.type('half a ')
  await host.press('C-z')
  await host.shows(/Stopped/)
  await host.enter('stty -a | grep -o " echo " | wc -l')
  await host.shows(/\n1\n/)
  await host.resize(30, 24)
  await host.enter('fg')
  await host.shows(/> half a/)
  await host.enter('line, broken between words')
  await host.shows(/half a line, *\n +broken between *\n +words/)
  await host.press('C-d')
  await host.shows(/\$ $/m)
})

test('a thousand messages in a second leave the line usable', TIMEOUT, async (t) => {
  const folder = await t.tmp()
  const command = `${process.execPath} test/helpers/busy-screen.js`
  const terminal = await Terminal.start(t, { command, folder })
  await terminal.shows(/message/)
  await terminal.type('x')
  const [, writes, wait] = await terminal.shows(/(\d+) writes, shown after (\d+) ms/)
  t.ok(Number(writes) <= 35, `${writes} writes`)
  t.ok(Number(wait) <= 250, `${wait} ms`)
  t.is(await terminal.exited(), 0)
  const all = await terminal.everything()
  for (const number of [0, 499, 999]) t.is(count(all, `message ${number}.`), 1)
})

test(
  'a terminal without colours, and one that knows nothing, are respected',
  TIMEOUT,
  async (t) => {
    const place = await createPlace(t)
    const colours = /\x1b\[(38;5;\d+|3[15]|9[145])m(\x1b\[49m)?host/ // oxlint-disable-line no-control-regex
    const session = async (variables: string): Promise<Terminal> => {
      const host = await startApp(place, 'server-app --ephemeral', { variables })
      await host.shows(/you are host/)
      await host.enter('hello')
      return host
    }
    const coloured = await session('TERM=tmux-256color')
    await coloured.shows(/\d\d:\d\d host: hello/)
    t.ok(colours.test(await coloured.styled()))

    const plain = await session('NO_COLOR=1')
    await plain.shows(/\d\d:\d\d host: hello/)
    t.absent(colours.test(await plain.styled()))

    const dumb = await session('TERM=dumb')
    await dumb.shows(/you are host; here: host\nhello\n/)
    t.absent((await dumb.screen()).includes('> '), 'lines, as in a pipe')
    for (const host of [coloured, plain, dumb]) {
      await host.press('C-d')
      t.is(await host.exited(), 0)
    }
  }
)

test('--bell rings for mentions, and --quiet-joins hides joins', TIMEOUT, async (t) => {
  const place = await createPlace(t)
  const host = await startApp(place, 'server-app --name host --quiet-joins --bell')
  const anna = await startApp(place, `client-app ${await keyOf(host)} --name anna`)
  await anna.shows(/2 here/)
  await anna.enter('hello nobody')
  await host.shows(/hello nobody/)
  t.is(await host.bells(), false)
  await anna.enter('hello Host')
  await host.shows(/hello Host/)
  t.is(await host.bells(), true)
  t.absent((await host.screen()).includes('joined'))
})

test('connecting is shown step by step, and an error is a sentence', TIMEOUT, async (t) => {
  const place = await createPlace(t)
  const nobody = 'b76aa8fed8a2d6324556e3c2c2c3b3adbaaa489b67a6a5a6d7cda0c328ddcfcc'
  const waiting = await startApp(place, `client-app ${nobody} --wait`)
  await waiting.shows(/Nobody is listening[^]*\n> *\n(trying again|looking up the host) · \d+ s/)
  await waiting.press('C-d')
  t.is(await waiting.exited(), 0)

  const unsent = await startApp(place, `client-app ${nobody} --wait`)
  await unsent.shows(/> /)
  await unsent.enter('is anybody there?')
  await unsent.shows(/… +is anybody there\?/)
  await unsent.enter('/quit')
  await unsent.shows(/error: .* confirmed 1 of your messages/)
  t.is(await unsent.exited(), 5)

  const lost = await startApp(place, `client-app ${nobody}`)
  await lost.shows(
    /Connecting to: [^]*error: Nobody is listening on that key\. Is the host running/
  )
  t.is(await lost.exited(), 3)
  t.absent((await lost.screen()).includes('> '))
})

test('text typed when a host is lost is shown, and not run by the shell', TIMEOUT, async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  const command = `client-app ${key} --name anna --no-reconnect`
  const anna = await startApp(place, command, { hasJobs: true })
  await anna.shows(/2 here/)
  await anna.type('half a l')
  await anna.shows(/> half a l/)
  host.kill('SIGTERM')
  await anna.shows(/the host has left/)
  // As a person would who has not seen it yet.
  const file = path.join(place.storage, 'run-by-the-shell')
  await anna.enter(`touch ${file}`)
  await anna.shows(/still being typed:\nhalf a l\n[^]*\$ *\n*$/)
  await anna.enter('echo the shell is back')
  await anna.shows(/\nthe shell is back/)
  t.absent(fs.existsSync(file))
  t.is(count(await anna.everything(), 'still being typed'), 1)
})

test('the terminal is restored however the app ends', TIMEOUT, async (t) => {
  const folder = await t.tmp()
  const ways: [way: string, code: number][] = [
    ['return', 8],
    ['leave', 7],
    ['throw', 1],
    ['reject', 1],
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129]
  ]
  for (const [way, code] of ways) {
    const terminal = await startBetween(`${process.execPath} test/helpers/screen-user.js ${way}`)
    t.is(await terminal.exited(), code, way)
    t.is(read(`after-${way}`), read(`before-${way}`))
    const screen = await terminal.screen()
    const rows = screen.trimEnd().split('\n')
    t.ok(rows[0]?.endsWith('is shown'), screen)
    t.ok(rows[1]?.endsWith('is due'), 'what was said just before is there')
    t.absent(/^>/m.test(screen), 'the line is not')
    t.is(/error: .*on purpose/.test(screen), code === 1)

    function startBetween(program: string): Promise<Terminal> {
      const stty = (name: string): string => `stty -a > ${path.join(folder, `${name}-${way}`)}`
      const command = `${stty('before')}; ${program}; code=$?; ${stty('after')}; (exit $code)`
      return Terminal.start(t, { command, folder })
    }
  }

  function read(name: string): string {
    return fs.readFileSync(path.join(folder, name), 'utf8')
  }
})

test('terminal modes are reset however the app ends', TIMEOUT, async (t) => {
  for (const way of ['leave', 'throw', 'SIGTERM', 'SIGHUP']) {
    const args = ['test/helpers/screen-user.js', way]
    const program = new Program(t, args, { onTerminal: true, env: { TERM: 'xterm' } })
    await program.exited
    const emulator = new Emulator(80, 24)
    const bytes = b4a.toString(program.stdout)
    await emulator.write(bytes.slice(0, bytes.indexOf('is shown')))
    t.alike(emulator.inputModes, { pastes: true, focus: true })
    await emulator.write(bytes)
    t.alike(emulator.inputModes, { pastes: false, focus: false }, way)
    t.ok(emulator.wraps)
  }
})

test('reports from before the screen is drawn are shown', TIMEOUT, async (t) => {
  const args = ['test/helpers/screen-user.js', 'early']
  const program = new Program(t, args, { onTerminal: true, env: { TERM: 'xterm' } })
  t.is(await program.exited, 9)
  t.ok(b4a.toString(program.stdout).includes('is due'))
})

test('a pipe, and a chat of lines, load none of the screen', TIMEOUT, async (t) => {
  // Only Node says what it has loaded.
  if (runtime !== 'node') return t.pass()
  const place = await createPlace(t)
  const coverage = path.join(place.storage, 'coverage')
  const loaded = async (app: string): Promise<number> => {
    fs.rmSync(coverage, { recursive: true, force: true })
    const program = await startApp(place, app, { variables: `NODE_V8_COVERAGE=${coverage}` })
    await program.shows(/listening/)
    await program.press('C-d')
    if (app.includes('--pipe')) await program.press('C-c')
    await program.exited()
    return [...loadedModules(coverage)].filter((name) => name.startsWith('shared/terminal/')).length
  }
  t.ok((await loaded('server-app')) > 0)
  t.is(await loaded('server-app --pipe'), 0)
  t.is(await loaded('server-app --json'), 0)
})

test('a stalled terminal does not stop the room', TIMEOUT, async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat'])
  host.kill('SIGTERM')
  await host.exited
  const env = { TERM: 'xterm' }
  const stalled = start(place, ['server-app'], { onTerminal: true, stall: true, env })
  const member = startClient(place, key, ['--chat', '--wait'])
  await member.said(/you are/)
  // More than the terminal and the pipe behind it hold.
  for (let count = 0; count < 40; count++) member.write(`message ${count} ${'x'.repeat(4000)}\n`)
  member.end()
  t.is(await member.exited, 0, 'the host has taken all of it')
  t.is(stalled.stdout.length, 0)
  stalled.resume()
  await stalled.printed(/message 39/)
})

interface AppOptions {
  columns?: number
  rows?: number
  hasJobs?: boolean
  variables?: string
}

function startApp(place: TestPlace, app: string, options: AppOptions = {}): Promise<Terminal> {
  const { t, bootstrap, storage } = place
  const { variables = '', ...size } = options
  const environment = `HYPERDHT_CHAT_BOOTSTRAP=${bootstrap} XDG_DATA_HOME=${storage} ${variables}`
  const command = `${environment} ${process.execPath} ${app}`
  return Terminal.start(t, { ...size, command, folder: storage })
}

async function keyOf(host: Terminal): Promise<string> {
  await host.shows(/1 here/)
  const [, key = ''] = /listening on: ([0-9a-f]{64})/.exec(await host.everything()) ?? []
  return key
}

function joined(screen: string): string {
  return screen.replace(/\s+/g, ' ')
}

function count(text: string, part: string): number {
  return text.split(part).length - 1
}
