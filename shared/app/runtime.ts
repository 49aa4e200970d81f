// The differences between Pear, Bare and Node: arguments, environment, storage folder.
import process from '#process'
import os from '#os'
import path from '#path'
import type { NetworkOptions } from '../network/node.ts'
import { dataFolder } from './data-folder.ts'
import { isTerminal } from './descriptor.ts'

export const pear = typeof Pear === 'undefined' ? null : Pear
const bare = typeof Bare === 'undefined' ? null : Bare
// Pear 1 has only Pear.config, Pear 2 has both.
const pearApp = pear ? (pear.app ?? pear.config) : null

export const runtime = pear ? 'pear' : bare ? 'bare' : 'node'

/** Whether the apps are built into the executable: bare-build gives bundled modules their own URL scheme. */
const isStandalone = import.meta.url.startsWith('bare:')
const argv: string[] = (bare ?? process).argv

/** The arguments after the app's own name. */
export const args: string[] = pearApp?.args ?? argv.slice(isStandalone ? 1 : 2)

let isCommand = false

/** Removes and returns the first argument if it is one of `words`, which select an app; null otherwise. */
export function takeCommand<Word extends string>(words: readonly Word[]): Word | null {
  isCommand = true
  const word = words.find((word) => word === args[0]) ?? null
  if (word !== null) args.shift()
  return word
}

/** How the process was started: as the one command, by which script, which is null when it is built in, by Pear. */
export function ownLaunch() {
  return { isCommand, script: isStandalone ? null : (argv[1] ?? ''), pear: pearApp }
}

/** The environment variable `name`; undefined when it is unset or empty. */
export function environment(name: string): string | undefined {
  return process.env[name] || undefined
}

/** The folder for data that outlives the process; may not exist yet. Throws NO_HOME. */
export function storageFolder(): string {
  if (pearApp) return pearApp.storage
  const { platform } = process
  const homes = [() => os.homedir(), () => os.userInfo().homedir]
  return path.join(dataFolder({ platform, environment, homes }), 'hyperdht-chat')
}

/** The bootstrap nodes: those of the flags, otherwise the platform's own, which Pear passes to its apps. */
export function networkOf(options: { bootstrap: string[] }): NetworkOptions {
  if (options.bootstrap.length > 0) return { bootstrap: options.bootstrap }
  const { bootstrap = [], nodes = [] } = pearApp?.dht ?? {}
  return { bootstrap: bootstrap.map(({ host, port }) => `${host}:${port}`), nodes }
}

/** True when both standard input and output are a terminal. */
export function isOnTerminal(): boolean {
  return isTerminal(0) && isTerminal(1)
}

/** Queries the size of a terminal again: both runtimes cache the last one, and a stopped process gets no SIGWINCH. */
export function refreshSize(terminal: NodeJS.WriteStream): void {
  try {
    terminal._refreshSize?.()
  } catch {
    // The terminal has gone away, which also continues a stopped process: SIGHUP or the end of input will report it.
  }
}

/** The width of standard error's terminal. */
export function columns(): number {
  refreshSize(process.stderr)
  // Some terminals do not report a width.
  return process.stderr.columns || 80
}
