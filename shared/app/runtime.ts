// All that differs between Pear, Bare and Node: arguments, storage folder, standard streams.
import process from '#process'
import fs from '#fs'
import os from '#os'
import path from '#path'
import tty from '#tty'
import { dataFolder } from './data-folder.ts'
import { COMMANDS, commandLine, type App } from './launch.ts'
import { findProgram } from './programs.ts'

export const pear = typeof Pear === 'undefined' ? null : Pear
const bare = typeof Bare === 'undefined' ? null : Bare
// Pear 1 knows only Pear.config, Pear 2 has both.
const pearApp = pear ? (pear.app ?? pear.config) : null

/** S_IFMT of <sys/stat.h>. */
const FILE_TYPE_MASK = 0o170000

export const runtime = pear ? 'pear' : bare ? 'bare' : 'node'

/** Whether the apps are built into the executable: bare-build gives its modules addresses of their own. */
const isStandalone = import.meta.url.startsWith('bare:')
const argv: string[] = (bare ?? process).argv

/** The arguments after the app's own name. */
export const args: string[] = pearApp?.args ?? argv.slice(isStandalone ? 1 : 2)

let isCommand = false

/** Takes off the arguments the word that says which app is meant, if it is one of `words`; null for none of them. */
export function takeCommand<Word extends string>(words: readonly Word[]): Word | null {
  isCommand = true
  const word = words.find((word) => word === args[0]) ?? null
  if (word !== null) args.shift()
  return word
}

/** The environment variable `name`; undefined when it is unset or empty. */
export function environment(name: string): string | undefined {
  return process.env[name] || undefined
}

/** The command line that starts `app` the way this process was started. */
export function commandFor(app: App): string {
  return commandLine(app, {
    executable: process.execPath,
    script: isStandalone ? null : (argv[1] ?? ''),
    isCommand,
    pear: pearApp ?? null,
    isNpmStart: environment('npm_lifecycle_event') === 'start' && !isCommand,
    workingFolder: workingFolder(),
    isWindows: process.platform === 'win32',
    find: findProgram
  })
}

function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    return path.sep // it is gone: what is shown is not in it
  }
}

/** What is said of the apps, with the names by which they are called here. */
export function withShortNames(text: string): string {
  if (!isCommand) return text
  return text.replace(
    /\b(server-app|client-app)\b/g,
    (app) => `hyperdht-chat ${COMMANDS[app as App]}`
  )
}

/** The folder for what outlives the process; not made yet. Throws NO_HOME. */
export function storageFolder(): string {
  if (pearApp) return pearApp.storage
  const { platform } = process
  const homes = [() => os.homedir(), () => os.userInfo().homedir]
  return path.join(dataFolder({ platform, environment, homes }), 'hyperdht-chat')
}

/** The DHT nodes the platform starts from and knows, of which Pear tells its apps. */
export function platformNetwork(): {
  bootstrap: string[]
  nodes: { host: string; port: number }[]
} {
  const { bootstrap = [], nodes = [] } = pearApp?.dht ?? {}
  return { bootstrap: bootstrap.map(({ host, port }) => `${host}:${port}`), nodes }
}

/** True when a person sits at both standard input and standard output. */
export function isOnTerminal(): boolean {
  return isTerminal(0) && isTerminal(1)
}

/** True when the file descriptor is a terminal. Opens no stream: in Bare that alone holds it alive. */
export function isTerminal(fd: 0 | 1 | 2): boolean {
  return (tty.isTTY ?? tty.isatty)?.(fd) ?? false
}

/** Standard input; empty when the process was started without one (`<&-`). */
export function stdin(): NodeJS.ReadableStream {
  // An eager stream of Bare would end before anyone listens. Node does not know the option.
  const lazily: object = { eagerOpen: false }
  return isClosed(0) ? fs.createReadStream('/dev/null', lazily) : process.stdin
}

/** Standard output. Whoever writes to it listens for its errors. */
export function stdout(): NodeJS.WritableStream {
  return process.stdout
}

/** Standard error. Nobody misses what it cannot take. */
export function stderr(): NodeJS.WritableStream {
  return process.stderr
}

/** The size of standard input in bytes when it is a file that is read from its start, else null. */
export function inputSize(): number | null {
  try {
    const stats = fs.fstatSync(0)
    return stats.isFile() ? stats.size : null
  } catch {
    return null // no standard input
  }
}

/** The width of the terminal standard error is on. Asked for anew: who is stopped is told of none. */
export function columns(): number {
  process.stderr._refreshSize?.()
  return process.stderr.columns ?? 80
}

/**
 * True when the process was started without this descriptor. Node puts /dev/null in its place; in
 * Bare the event loop's own files get the number, and those are of no type at all.
 */
function isClosed(fd: number): boolean {
  if (process.platform === 'win32') return false
  try {
    return (fs.fstatSync(fd).mode & FILE_TYPE_MASK) === 0
  } catch {
    return true // EBADF: nothing took the number
  }
}
