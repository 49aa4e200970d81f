// All that differs between Pear, Bare and Node: arguments, storage folder, standard streams, signals,
// exit. Everything that ends the process goes through here, so that it ends the same way everywhere.
import process from '#process'
import fs from '#fs'
import os from '#os'
import path from '#path'
import tty from '#tty'
import { toChatError, type ChatError } from './errors.ts'

const pear = typeof Pear === 'undefined' ? null : Pear
const bare = typeof Bare === 'undefined' ? null : Bare
// Pear 1 knows only Pear.config, Pear 2 has both.
const pearApp = pear ? (pear.app ?? pear.config) : null

/** How long leaving may take: a slow network must not hold the prompt. */
const SHUTDOWN_LIMIT_MS = 5000
/** S_IFMT of <sys/stat.h>. */
const FILE_TYPE_MASK = 0o170000
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

export const runtime = pear ? 'pear' : bare ? 'bare' : 'node'

/** The arguments after the app's own name. */
export const args: string[] = pearApp?.args ?? (bare ?? process).argv.slice(2)

/** The environment variable `name`; undefined when it is unset or empty. */
export function environment(name: string): string | undefined {
  return process.env[name] || undefined
}

/** The command line that starts `app` the way this process was started. */
export function commandFor(app: 'server-app' | 'client-app'): string {
  if (environment('npm_lifecycle_event') === 'start') return 'npm run join --'
  return `${pear ? 'pear run --dev' : runtime} ${app}`
}

/** The folder for what outlives the process; not made yet. */
export function storageFolder(): string {
  if (pearApp) return pearApp.storage
  return path.join(dataFolder(), 'hyperdht-chat')
}

/** The DHT nodes the platform starts from and knows, of which Pear tells its apps. */
export function platformNetwork(): {
  bootstrap: string[]
  nodes: { host: string; port: number }[]
} {
  const { bootstrap = [], nodes = [] } = pearApp?.dht ?? {}
  return { bootstrap: bootstrap.map(({ host, port }) => `${host}:${port}`), nodes }
}

/** The platform's folder for the data of applications. */
function dataFolder(): string {
  if (process.platform === 'win32') {
    return environment('LOCALAPPDATA') ?? path.join(os.homedir(), 'AppData', 'Local')
  }
  if (process.platform === 'darwin') {
    return path.join(os.homedir(), 'Library', 'Application Support')
  }
  // The XDG Base Directory Specification has relative paths ignored.
  const folder = environment('XDG_DATA_HOME')
  if (folder !== undefined && path.isAbsolute(folder)) return folder
  return path.join(os.homedir(), '.local', 'share')
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

/**
 * A function that prints status lines: on standard output when that is a person's own screen, else
 * on standard error, so that standard output carries data only.
 */
export function statusPrinter(isScreen: boolean): (line: string) => void {
  return (line) => void (isScreen ? process.stdout : process.stderr).write(`${line}\n`)
}

/** Tells a person whose terminal is the rest of a pipe what is still missing. */
export function sayHowToEnd(say: (line: string) => void): void {
  if (isTerminal(0)) say('the peer has ended: Ctrl-D ends your side')
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

const shutdowns: (() => unknown)[] = []
const restores: (() => void)[] = []
let shuttingDown: Promise<void> | null = null
let leaving: Promise<never> | null = null

/** Calls `callback` once before the process ends, the last one registered first. */
export function onShutdown(callback: () => unknown): void {
  shutdowns.push(callback)
}

/** Calls `restore` at once on every way out, a crash included: it gives the terminal back. */
export function onRestore(restore: () => void): void {
  restores.push(restore)
}

/**
 * Runs an app: `main` resolves with the exit code. A ChatError becomes one line on standard error
 * and its exit code; any other error is a fault of ours, and says so.
 */
export function run(main: () => Promise<number>): void {
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  process.stderr.on('error', () => {})
  handleSignals()
  main().then(leave, fail)
}

/** Shuts down, waits until standard output and error are written, and exits. */
export function leave(code: number): Promise<never> {
  return (leaving ??= leaveOnce(code))
}

function handleSignals(): void {
  if (pear) {
    // Pear runs teardowns on SIGINT and SIGTERM and then dies by the signal. On SIGHUP it does not.
    pear.teardown(shutdown)
    process.on('SIGHUP', () => void leave(128 + SIGNALS.SIGHUP))
    return
  }
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      // A second signal means: now.
      if (leaving) exit(128 + number)
      void leave(128 + number)
    })
  }
}

async function leaveOnce(code: number): Promise<never> {
  await shutdown()
  await Promise.all([flush(process.stdout), flush(process.stderr)])
  return exit(code)
}

function shutdown(): Promise<void> {
  return (shuttingDown ??= shutdownOnce())
}

async function shutdownOnce(): Promise<void> {
  restoreTerminal()
  let timer
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, SHUTDOWN_LIMIT_MS)
  })
  await Promise.race([runShutdowns(), limit])
  clearTimeout(timer)
}

async function runShutdowns(): Promise<void> {
  for (const callback of shutdowns.reverse()) {
    try {
      await callback()
    } catch (error) {
      report(toChatError(error))
    }
  }
}

function restoreTerminal(): void {
  for (const restore of restores.splice(0)) restore()
}

/** Resolves when all that was written to `stream` is with the system, or can never be. */
function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => resolve()
    stream.once('error', done)
    stream.once('close', done)
    stream.write('', done)
  })
}

function exit(code: number): never {
  if (pear) pear.exit(code)
  return process.exit(code)
}

function fail(error: unknown): Promise<never> {
  const chatError = toChatError(error)
  report(chatError)
  return leave(chatError.exitCode)
}

function crash(error: unknown): void {
  restoreTerminal()
  // Once things go wrong while leaving, there is nothing left to save.
  if (leaving) exit(1)
  void fail(error)
}

/** Writes past the streams, since a stream may be what failed, and Bare may not flush it. */
function report(error: ChatError): void {
  const { cause } = error
  const isFault = error.code === 'UNEXPECTED' && cause instanceof Error
  const trace = isFault && cause.stack ? `\n${cause.stack}` : ''
  try {
    fs.writeSync(2, `error: ${error.message}${trace}\n`)
  } catch {
    // Standard error is closed or full: the exit code is all that can still be said.
  }
}
