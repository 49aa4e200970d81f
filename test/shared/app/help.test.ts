import test from 'brittle'
import { HOST_FLAGS, MEMBER_FLAGS } from '../../../shared/app/flag-tables.ts'
import { parseFlags, type FlagTable } from '../../../shared/app/flags.ts'
import { commandPage, helpText, type HelpTopic } from '../../../shared/app/help-pages.ts'
import { readHostOptions, readMemberOptions } from '../../../shared/app/read-options.ts'
import { EXIT } from '../../../shared/base/error-table.ts'

const PAGES: [topic: HelpTopic, command: string, flags: FlagTable][] = [
  ['server-app', 'server-app', HOST_FLAGS],
  ['server-app', 'hyperdht-chat host', HOST_FLAGS],
  ['client-app', 'client-app', MEMBER_FLAGS],
  ['client-app', 'hyperdht-chat join', MEMBER_FLAGS],
  ['hyperdht-chat', 'hyperdht-chat', commandPage().flags]
]

test('no help text is wider than 80 columns', (t) => {
  for (const [topic, command] of PAGES) {
    for (const isShort of [true, false]) {
      const widths = helpText(topic, { command, isShort })
        .split('\n')
        .map(({ length }) => length)
      t.ok(Math.max(...widths) <= 80, `${command}, ${isShort ? 'short' : 'long'}`)
    }
  }
})

test('--help has every flag once, in groups, and every exit code', (t) => {
  for (const [topic, command, flags] of PAGES) {
    const help = helpText(topic, { command, isShort: false })
    for (const [name, { short, takes }] of Object.entries(flags)) {
      const signature = `${short ? `-${short}, ` : '    '}--${name}${takes ? ` <${takes}>` : ''}`
      t.is(help.split(`\n  ${signature} `).length, 2, signature)
    }
    const titles = Array.from(help.matchAll(/^([A-Z].*):$/gm), ([, title]) => title)
    const first = topic === 'server-app' ? [] : ['Arguments']
    const groups = ['Common', 'Chat', 'Pipe', 'Identity and network', 'Exit codes', 'Examples']
    t.alike(titles, [...first, ...groups])
    for (const code of Object.values(EXIT)) t.ok(help.includes(`\n  ${code}  `), `code ${code}`)
  }
})

test('-h is a dozen lines with four examples that terminate', (t) => {
  for (const [topic, command] of PAGES) {
    const lines = helpText(topic, { command, isShort: true }).trimEnd().split('\n')
    t.ok(lines.length <= 15, `${lines.length} lines`)
    const examples = lines.filter((line) => /^ {2}\S.*\S {2,}\S/.test(line))
    t.is(examples.length, 4)
    for (const example of examples) {
      // Otherwise it would wait for input from the terminal.
      if (/[<|>] \S*\.jpg|\|/.test(example)) t.ok(/--(recv|send)-only/.test(example), example)
    }
    t.ok(lines.at(-1)?.includes(`${command} --help`))
  }
})

test('-h prints the short help, --help the long one, and both together the long one', async (t) => {
  for (const [read, topic] of [
    [readHostOptions, 'server-app'],
    [readMemberOptions, 'client-app']
  ] as const) {
    for (const [line, isShort] of [
      ['-h', true],
      ['-qh', true],
      ['--help', false],
      ['-h --help', false]
    ] as const) {
      const printout = await read({ args: line.split(' '), isOnTerminal: true })
      t.is('text' in printout && printout.text, helpText(topic, { command: topic, isShort }), line)
    }
  }
})

test('a flag without its value is told what it takes', async (t) => {
  for (const table of [HOST_FLAGS, MEMBER_FLAGS] as FlagTable[]) {
    for (const [name, { short, takes }] of Object.entries(table)) {
      if (takes === undefined) continue
      const spellings = [`--${name}`, `--${name}=`, ...(short ? [`-${short}`] : [])]
      for (const spelling of spellings) {
        await t.exception(() => parseFlags([spelling], table), new RegExp(`: --${name} <${takes}>`))
      }
    }
  }
})
