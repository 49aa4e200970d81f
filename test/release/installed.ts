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

/** A chat in which a line goes each way; the second one joins by the line the first one prints. */
export async function talk(
  t: Assertions,
  { place, run }: Installed,
  folder: string
): Promise<void> {
  const host = run(['host', '--chat', '--commands'])
  const [, key, line = ''] = await host.said(/listening on: (.{64})\njoin with: (.+)\n\1\n/)
  t.ok(line.includes(` join ${key}`), line)
  const pasted = `cd '${folder}' && exec ${line} --chat --name anna`
  const member = start(place, ['-c', pasted], { binary: '/bin/sh' })
  await Promise.all([host.said(/got connection!/), member.said(/got connection!/)])
  member.write('hello host\n')
  await host.printed(/^anna: hello host\n/m)
  host.write('hello anna\n')
  await member.printed(/^host: hello anna\n/m)
  member.end()
  t.is(await member.exited, 0)
  host.write('/quit\n')
  t.is(await host.exited, 0)
}

export async function printed(program: Program): Promise<string> {
  await program.exited
  return b4a.toString(program.stdout)
}
