import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import fs from '#fs'
import path from '#path'
import { COMPLETIONS } from '../../../bin/build/completions.ts'
import { manPage } from '../../../bin/build/man-page.ts'
import { commandPage } from '../../../shared/app/help-pages.ts'
import { Program } from '../../helpers/program.ts'

const FLAGS = Object.keys(commandPage().flags)

test('every flag is in the completions and in the man page', (t) => {
  const texts = Object.values(COMPLETIONS).map((make) => make())
  const man = manPage().replaceAll('\\', '')
  for (const name of FLAGS) {
    t.ok(
      texts.every((text) => new RegExp(`(--|-l )${name}\\b`).test(text)),
      name
    )
    t.ok(man.includes(`--${name}`), name)
  }
})

/** What is typed, and what the shell offers for the last word of it. */
const TYPED: [line: string, offered: string[]][] = [
  ['hyperdht-chat h', ['host']],
  ['hyperdht-chat host --ke', ['--keep', '--keep-open']],
  ['hyperdht-chat join x --sen', ['--send', '--send-only']],
  ['hyperdht-chat join --name jo', []],
  ['hyperdht-chat join wo', ['work', 'workshop']]
]

/** What `join --rooms --json` prints of the rooms somebody knows. */
const ROOMS = ['"work"', 'null', '"workshop"', '"home"']
  .map((alias) => `{"event":"known-room","key":"00","alias":${alias},"name":null,"lastThere":1}\\n`)
  .join('')

/** Loads the completions $1, and prints what is offered for the words after it. */
const ASK_BASH = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
# It only works while somebody presses Tab.
compopt() { :; }
hyperdht-chat() { printf '${ROOMS}'; }
_hyperdht_chat; printf '%s\\n' "\${COMPREPLY[@]}"`
const ASK_FISH = `function hyperdht-chat; printf '${ROOMS}'; end
source $argv[1]; complete -C "$argv[2]"`
/** Its completions only run in its line editor: that they load is all there is to see. */
const LOAD_ZSH =
  'autoload -Uz compinit; compinit -D -u; autoload -Uz +X _hyperdht-chat; print $_comps[hyperdht-chat]'

test('bash completes words and flags', async (t) => {
  if (!hasShell('bash')) return t.comment('there is no bash here')
  const file = await written(t, 'hyperdht-chat.bash')
  for (const [line, offered] of TYPED) {
    const args = ['--norc', '-c', ASK_BASH, 'bash', file, ...line.split(' ')]
    t.alike((await printedBy(t, 'bash', args)).sort(), offered, line)
  }
})

test('bash completes folders whose names contain spaces', async (t) => {
  if (!hasShell('bash')) return t.comment('there is no bash here')
  const file = await written(t, 'hyperdht-chat.bash')
  const folder = path.join(path.dirname(file), 'my keys')
  fs.mkdirSync(folder)
  const start = path.join(path.dirname(file), 'my')
  for (const words of [
    ['--storage', start],
    ['-s', start],
    ['--storage', '=', start]
  ]) {
    const args = ['--norc', '-c', ASK_BASH, 'bash', file, 'hyperdht-chat', 'host', ...words]
    t.alike(await printedBy(t, 'bash', args), [folder], words.join(' '))
  }
})

test('fish completes words and flags', async (t) => {
  if (!hasShell('fish')) return t.comment('there is no fish here')
  const file = await written(t, 'hyperdht-chat.fish')
  for (const [line, offered] of TYPED) {
    const lines = await printedBy(t, 'fish', ['--no-config', '-c', ASK_FISH, file, line])
    const words = lines.map((each) => each.split('\t')[0] ?? '')
    t.alike(words.sort(), offered, line)
  }
})

test('zsh loads the completions', async (t) => {
  if (!hasShell('zsh')) return t.comment('there is no zsh here')
  const file = await written(t, '_hyperdht-chat')
  const script = `fpath=("${path.dirname(file)}" $fpath); ${LOAD_ZSH}`
  t.alike(await printedBy(t, 'zsh', ['-f', '-n', file]), [])
  t.alike(await printedBy(t, 'zsh', ['-f', '-c', script]), ['_hyperdht-chat'])
})

test('man shows the page, without a warning', async (t) => {
  if (!hasShell('groff')) return t.comment('there is no groff here')
  const file = path.join(await t.tmp(), 'hyperdht-chat.1')
  fs.writeFileSync(file, manPage())
  const args = ['-man', '-ww', '-Tascii', '-P-cbou', file]
  const program = new Program(t, args, { binary: 'groff' })
  t.is(await program.exited, 0)
  t.is(program.stderr, '')

  t.ok(b4a.toString(program.stdout).includes('-i, --identity name'))
})

async function written(t: Assertions, name: string): Promise<string> {
  const file = path.join(await t.tmp(), name)
  fs.writeFileSync(file, COMPLETIONS[name]?.() ?? '')
  return file
}

/** The lines a shell prints that has nothing to complain about. */
async function printedBy(t: Assertions, binary: string, args: string[]): Promise<string[]> {
  const program = new Program(t, args, { binary })
  t.is(await program.exited, 0)
  t.is(program.stderr, '')
  return b4a
    .toString(program.stdout)
    .split('\n')
    .filter((line) => line !== '')
}

function hasShell(name: string): boolean {
  return ['/bin', '/usr/bin', '/usr/local/bin'].some((place) =>
    fs.existsSync(path.join(place, name))
  )
}
