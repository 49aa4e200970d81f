// The common test of everything released: two instances talk, started from an empty folder.
import type { Assertions } from 'brittle'
import b4a from 'b4a'
import { createPlace, start, type TestPlace } from '../helpers/apps.ts'
import type { Program, ProgramOptions } from '../helpers/program.ts'

export interface Installed {
  place: TestPlace
  /** Starts it with these arguments. */
  run: (args: string[], options?: ProgramOptions) => Program
}

/** `command`: the words that start it from `folder`, for a shell. */
export async function install(t: Assertions, folder: string, command: string): Promise<Installed> {
  const place = await createPlace(t)
  const run = (args: string[], options: ProgramOptions = {}): Program => {
    const words = args.map((word) => `'${word}'`).join(' ')
    const line = `cd '${folder}' && exec ${command} ${words} ${options.redirect ?? ''}`
    return start(place, ['-c', line], { ...options, redirect: '', binary: '/bin/sh' })
  }
  return { place, run }
}

/** A chat in which a line goes each way; others join by the lines the first one prints, with its key and with words. */
export async function talk(
  t: Assertions,
  { place, run }: Installed,
  folder: string
): Promise<void> {
  const host = run(['host', '--chat', '--commands', '--invite'])
  const [, key, line = ''] = await host.said(/listening on: (.{64})\njoin with: (.+)\n\1\n/)
  t.ok(line.includes(` join ${key}`), line)
  const paste = (line: string, name: string): Program =>
    start(place, ['-c', `cd '${folder}' && exec ${line} --chat --name ${name} -i ${name}`], {
      binary: '/bin/sh'
    })
  const member = paste(line, 'anna')
  await Promise.all([host.said(/got connection!/), member.said(/got connection!/)])
  member.write('hello host\n')
  await host.printed(/^anna: hello host\n/m)
  host.write('hello anna\n')
  await member.printed(/^host: hello anna\n/m)
  const [, withWords = ''] = await host.said(/^join with: (.+ join (?:[a-z]+-){3}[a-z]+.*)$/m)
  const guest = paste(withWords, 'ben')
  guest.write('hello by words\n')
  await host.printed(/^ben: hello by words\n/m)
  guest.end()
  t.is(await guest.exited, 0)
  member.end()
  t.is(await member.exited, 0)
  host.write('/quit\n')
  t.is(await host.exited, 0)
}

export async function printed(program: Program): Promise<string> {
  await program.exited
  return b4a.toString(program.stdout)
}
