// Makes the pictures of the README from a real session: a private DHT and real apps on real terminals (tmux), rendered
// as SVG. `node test/pictures/make.js`
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import type { Assertions } from 'brittle'
import { openIdentity } from '../../shared/identity/keypair.ts'
import { bootstrapOf, privateDht } from '../helpers/private-dht.ts'
import { Terminal } from '../helpers/terminal.ts'
import { toSvg } from './svg.ts'

const SIZE = { columns: 80, rows: 18 }
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hyperdht-chat-pictures-'))
const endings: (() => unknown)[] = []
const t = { teardown: (end: () => unknown) => void endings.unshift(end) } as unknown as Assertions
const bootstrap = bootstrapOf(await privateDht(t))
makeKeys()
install()

await takeChat()
await takePipe()
for (const end of endings) await end()
fs.rmSync(folder, { recursive: true, force: true })
process.exit(0)

async function takeChat(): Promise<void> {
  const host = await start('hyperdht-chat host --name mara')
  await host.shows(/1 here/)
  const [, key = ''] = /listening on: ([0-9a-f]{64})/.exec(await host.everything()) ?? []
  const anna = await start(`hyperdht-chat join ${key} --name anna -i anna`)
  await anna.shows(/2 here/)
  const ben = await start(`hyperdht-chat join ${key} --name Бен -i ben`)
  await ben.shows(/3 here/)
  const said: [Terminal, string][] = [
    [anna, 'hi all, is this really going straight to your machine?'],
    [
      host,
      'anna: it is. No server: your router and mine opened a hole for each other, and what you type is signed.'
    ],
    [ben, '/me waves from the train 🚆'],
    [anna, 'こんにちは Бен 👋']
  ]
  for (const [person, text] of said) {
    await person.enter(text)
    for (const each of [host, anna, ben])
      await each.shows(new RegExp(text.replace('/me ', '').slice(0, 12)))
  }
  await anna.type('and the line I write stays where it is')
  await ben.enter('anna, tunnel ahead. Back in a minute')
  await anna.shows(/tunnel ahead[^]*> and the line/)
  // The note that somebody connected makes way for who is here.
  await host.shows(/3 here: /)
  await save('chat', [
    ['mara, who hosts', host],
    ['anna, who joined', anna]
  ])
  for (const person of [ben, anna, host]) {
    await person.press('C-c')
    await person.press('C-c')
    await person.exited()
  }
}

async function takePipe(): Promise<void> {
  const file = path.join(folder, 'photo.jpg')
  fs.writeFileSync(file, Buffer.alloc(24_000_000, 'photo'))
  const command = 'hyperdht-chat host --recv-only > received.jpg'
  const host = await start(command.replace('received', path.join(folder, 'received')), command)
  const [, key = ''] = await host.shows(/listening on: ([0-9a-f]{64})/)
  const member = await start(
    `hyperdht-chat join ${key} < ${file}; echo "exit code $?"`,
    `hyperdht-chat join ${key} < photo.jpg`
  )
  await member.shows(/exit code 0/)
  await host.shows(/100%|received [^]*direct/)
  await save('pipe', [
    ['receives', host],
    ['sends', member]
  ])
}

/** As on any day but the first, when the apps say in which folder their keys are kept. */
function makeKeys(): void {
  for (const [kind, ...names] of [
    ['host', 'default'],
    ['member', 'default', 'anna', 'ben']
  ] as const) {
    for (const name of names) {
      const place = path.join(folder, 'hyperdht-chat', kind, name)
      openIdentity({ folder: place, name, lock: false, onMade: () => {} })
    }
  }
}

/** As npm does it. */
function install(): void {
  const program = path.resolve('bin/hyperdht-chat.js')
  fs.chmodSync(program, 0o755)
  fs.mkdirSync(path.join(folder, 'bin'))
  fs.symlinkSync(program, path.join(folder, 'bin', 'hyperdht-chat'))
}

/** Runs a command below its line, as a shell would show it. */
function start(command: string, shown = command): Promise<Terminal> {
  const variables = `HYPERDHT_CHAT_BOOTSTRAP=${bootstrap} XDG_DATA_HOME=${folder} TERM=tmux-256color PATH=${folder}/bin:$PATH`
  return Terminal.start(t, {
    ...SIZE,
    command: `clear; echo '$ ${shown}'; export ${variables}; ${command}`,
    folder
  })
}

async function save(name: string, terminals: [title: string, terminal: Terminal][]): Promise<void> {
  const shown = terminals.map(async ([title, terminal]) => ({
    title,
    text: await terminal.styled()
  }))
  const svg = await toSvg(await Promise.all(shown), SIZE)
  fs.writeFileSync(path.join('test', 'pictures', `${name}.svg`), svg)
}
