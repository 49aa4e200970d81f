// The names of the apps as this process was started. Loaded only when needed: few starts mention them.
import path from '#path'
import process from '#process'
import { visible } from '../base/text.ts'
import { COMMANDS, commandLine, type App } from './launch.ts'
import { findProgram } from './programs.ts'
import { environment, ownLaunch } from './runtime.ts'

/** The command line that starts `app` the way this process was started. */
export function commandFor(app: App): string {
  const { isCommand, script, pear } = ownLaunch()
  return commandLine(app, {
    executable: process.execPath,
    script,
    isCommand,
    pear,
    isNpmStart: environment('npm_lifecycle_event') === 'start' && !isCommand,
    workingFolder: workingFolder(),
    isWindows: process.platform === 'win32',
    find: findProgram
  })
}

/** The command line that joins a host, by its key or by words, from another terminal of this machine. */
export function joinCommand(host: string, bootstrap: readonly string[]): string {
  const flags = bootstrap.length > 0 ? ` --bootstrap ${visible(bootstrap.join(','))}` : ''
  return `${commandFor('client-app')} ${host}${flags}`
}

/** A text about the apps, with the names by which they are called here. */
export function withShortNames(text: string): string {
  if (!ownLaunch().isCommand) return text
  return text.replace(
    /\b(server-app|client-app)\b/g,
    (app) => `hyperdht-chat ${COMMANDS[app as App]}`
  )
}

function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    return path.sep // deleted: no path shown is inside it
  }
}
