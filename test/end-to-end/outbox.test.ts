// What members say while their host is gone, and what is killed, with real processes.
import b4a from 'b4a'
import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { createPlace, startClient, startHost, type TestPlace } from '../helpers/apps.ts'
import type { Program } from '../helpers/program.ts'

const LONG = { timeout: 60_000 }
const HOST = ['--chat', '--name', 'host']
const LINES = 12

test(
  'killed with a full outbox while the host is gone, a member loses nothing and doubles nothing',
  LONG,
  async (t) => {
    const place = await createPlace(t)
    const first = await startHost(place, HOST)
    const anna = member(place, first.key, 'anna')
    say(anna, 'before')
    await anna.printed(/"text":"before"/)
    // What it saw in the last second it may be shown again.
    await until(() => /^read \d+ \w+ 2 /m.test(read(fileOf(place, 'heard', first.key))))
    first.host.kill('SIGKILL')
    await first.host.exited
    for (let count = 1; count <= LINES; count++) say(anna, `line ${count}`)
    await until(() => outboxOf(place, first.key).length === LINES)
    anna.kill('SIGKILL')
    await anna.exited

    const { host } = await startHost(place, HOST)
    const again = member(place, first.key, 'anna')
    await again.printed(new RegExp(`"text":"line ${LINES}"`))
    say(again, 'after')
    await host.printed(/anna: after\n/)
    again.end()
    t.is(await again.exited, 0)
    const lines = Array.from({ length: LINES }, (_, index) => `line ${index + 1}`)
    t.alike(transcriptOf(place), ['before', ...lines, 'after'])
    const shown = [...textsOf(anna), ...textsOf(again)]
    t.alike(shown, ['before', ...lines, 'after'], 'nor is anything shown twice')
    t.alike(outboxOf(place, first.key), [])
  }
)

test(
  'a host killed and started again under its members: all have the same, in one order',
  LONG,
  async (t) => {
    const place = await createPlace(t)
    const first = await startHost(place, HOST)
    const names = ['anna', 'ben', 'eve']
    const members = names.map((name) => member(place, first.key, name))
    await Promise.all(members.map((program) => program.said(/"connected"/)))
    for (const [index, program] of members.entries()) say(program, `${names[index]} before`)
    await Promise.all(members.map((program) => printedAll(program, 'before')))
    // Whatever of these it has taken, written or told when it dies.
    for (const [index, program] of members.entries()) say(program, `${names[index]} meanwhile`)
    first.host.kill('SIGKILL')
    await first.host.exited
    for (const [index, program] of members.entries()) say(program, `${names[index]} away`)

    await startHost(place, HOST)
    await Promise.all(members.map((program) => printedAll(program, 'away')))
    const all = transcriptOf(place)
    t.alike(
      [...all].sort(),
      names.flatMap((name) => ['away', 'before', 'meanwhile'].map((when) => `${name} ${when}`))
    )
    for (const program of members) t.alike(textsOf(program), all)

    async function printedAll(program: Program, when: string): Promise<void> {
      for (const name of names) await program.printed(new RegExp(`"text":"${name} ${when}"`))
    }
  }
)

function member(place: TestPlace, key: string, name: string): Program {
  return startClient(place, key, ['--chat', '--json', '--identity', name, '--name', name])
}

function say(program: Program, text: string): void {
  program.write(`${JSON.stringify({ command: 'say', text })}\n`)
}

/** The texts it was told, as it was. */
function textsOf({ stdout }: Program): string[] {
  const lines = b4a.toString(stdout).split('\n').slice(0, -1)
  return lines.flatMap((line) => {
    const { event, text } = JSON.parse(line) as { event: string; text: string }
    return event === 'post' ? text : []
  })
}

/** The texts in the transcript of the host, in order. */
function transcriptOf({ storage }: TestPlace): string[] {
  const file = path.join(storage, 'hyperdht-chat/host/default/transcript/000000000001.ndjson')
  const lines = fs.readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.flatMap((line) => {
    const { type, text } = JSON.parse(line) as { type: string; text: string }
    return type === 'post' ? text : []
  })
}

/** The lines in the outbox of anna. */
function outboxOf(place: TestPlace, key: string): string[] {
  return read(fileOf(place, 'outbox', key))
    .split('\n')
    .slice(0, -1)
}

function fileOf({ storage }: TestPlace, folder: string, key: string): string {
  return path.join(storage, 'hyperdht-chat/member/anna', folder, key)
}

/** Empty while there is no such file. */
function read(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
}

/** Resolves once `isSo`, looked at again and again. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20))
}
