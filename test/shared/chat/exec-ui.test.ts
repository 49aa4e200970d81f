import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { ChatError } from '../../../shared/base/errors.ts'
import { ExecUi } from '../../../shared/chat/exec-ui.ts'
import type { Output } from '../../../shared/chat/output.ts'
import type { Participant } from '../../../shared/chat/participant.ts'
import { NOBODY } from '../../helpers/nobody.ts'

/** Answers `ping` by `pong`, and ends at `bye`. */
const PONG = `while read -r line; do
  case "$line" in
    *'"text":"ping"'*) echo '{"command":"say","text":"pong"}' ;;
    *'"text":"bye"'*) exit 0 ;;
  esac
done`

test('a program gets events, and its commands are executed', async (t) => {
  const { ui, done, participant } = start(PONG)
  const running = ui.run(participant)
  ui.say(line('ping'))
  ui.say(line('something else'))
  ui.say(line('ping'))
  ui.say(line('bye'))
  await running
  t.alike(done, ['post pong', 'post pong', 'quit'])
})

test('a program that only writes need not read its input', async (t) => {
  const { ui, done, participant } = start(`echo '{"command":"say","text":"done"}'; exec <&-`)
  for (let count = 0; count < 1000; count++) ui.say(line('x'.repeat(1000)))
  await ui.run(participant)
  await ui.heard()
  t.alike(done, ['post done', 'quit'])
})

test('a program that reads slowly costs limited memory, and is told what it missed', async (t) => {
  const file = path.join(await t.tmp(), 'read')
  const { ui, participant } = start(`read -r first; sleep 0.5; head -n 1000000 > '${file}'`)
  const running = ui.run(participant)
  for (let count = 0; count < 10_000; count++) ui.say(line('x'.repeat(1000)))
  await ui.heard()
  // Once it has caught up.
  ui.say(line('last'))
  void ui.end()
  await running
  const read = fs.readFileSync(file, 'utf8')
  t.ok(read.length < 6_000_000, `${read.length} bytes`)
  t.ok(/{"event":"left-out","lines":\d+}\n/.test(read))
  t.ok(read.includes('"last"'))
})

test('a program that fails is an error that says how', async (t) => {
  const cases: [command: string, code: number][] = [
    ['exit 3', 3],
    ['no-such-program-anywhere 2> /dev/null', 127],
    ['kill -9 $$', 137],
    ['echo no json; exit 1', 1]
  ]
  for (const [command, code] of cases) {
    const { ui, done, participant } = start(command)
    const error = await ui.run(participant).catch((reason: unknown) => reason)
    t.ok(error instanceof ChatError && error.code === 'EXEC_FAILED', command)
    t.is((error as Error).message, `The program "${command}" ended with exit code ${code}`)
    t.absent(done.includes('quit'))
  }
})

test('processes left by a program do not keep the chat open', async (t) => {
  const { ui, done, participant } = start(`sleep 3 & echo '{"command":"who"}'`)
  await ui.run(participant)
  t.alike(done, ['say roster', 'quit'])
})

function start(exec: string): { ui: ExecUi; done: string[]; participant: Participant } {
  const done: string[] = []
  const participant: Participant = {
    ...NOBODY,
    say: ({ event }) => void done.push(`say ${event}`),
    post: (text) => {
      done.push(`post ${text}`)
      return Promise.resolve()
    },
    quit: () => void done.push('quit')
  }
  const ui = new ExecUi({ exec, report: () => {} })
  return { ui, done, participant }
}

function line(text: string): Output {
  return { event: 'line', text, isOwn: false }
}
