// How the process exits, the same way for every cause: output is flushed, the terminal restored, and the DHT
// notified.
import process from '#process'
import { keepDateNowFromGoingBack, Timer, wait } from '../base/clock.ts'
import { toChatError, type ChatError } from '../base/errors.ts'
import { closeDeadDevices, isTerminal } from './descriptor.ts'
import { isHangupIgnored } from './hangup.ts'
import { flushed, say } from './outlets.ts'
import { columns, pear, runtime } from './runtime.ts'
import { giveBack } from './stream.ts'
import { wrapWords } from './wrap.ts'

/** How long shutting down may take: a slow network must not block the shell prompt. */
const SHUTDOWN_LIMIT_MS = 5000
/** How long to wait for the last output to be read; after a signal, for all output. */
const FLUSH_LIMIT_MS = 1000
/** After a failure, how long a reader of our output may read nothing: it may have stopped for good, whoever made it. */
const STALL_LIMIT_MS = 5000
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

let formatError = (error: ChatError): string => errorInWords(error)
const shutdowns: (() => unknown)[] = []
const restores: (() => void)[] = []
let shuttingDown: Promise<void> | null = null
let leaving: Promise<never> | null = null
let exitCode: number | undefined

/** Calls `callback` once before the process exits, in reverse order of registration. */
export function onShutdown(callback: () => unknown): void {
  shutdowns.push(callback)
}

/** Calls `restore` at once on every way out, even after a crash: it restores the terminal. */
export function onRestore(restore: () => void): void {
  restores.push(restore)
}

/**
 * Runs an app: `main` resolves with the exit code. A ChatError becomes one line on standard error and its exit code;
 * any other error is reported as an internal one.
 */
export function run(main: () => Promise<number>): void {
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  keepDateNowFromGoingBack()
  handleSignals()
  main().then(leave, fail)
}

/**
 * The error that ends the process as a sentence, with the stack if it is internal. `width` is the terminal's width,
 * null when the output is not a terminal.
 */
export function errorInWords(
  { message, trace }: ChatError,
  width = isTerminal(2) ? columns() : null
): string {
  const sentence = `error: ${message}`
  return `${width === null ? sentence : wrapWords(sentence, width)}\n${trace}`
}

/** From now on errors are printed in `format`. */
export function reportErrorsAs(format: (error: ChatError) => string): void {
  formatError = format
}

/** Whether the process is exiting: disconnects from here on are of its own making. */
export function isLeaving(): boolean {
  return shuttingDown !== null
}

/** Shuts down, waits until standard output and error are written, and exits. */
export function leave(code: number): Promise<never> {
  return (leaving ??= leaveOnce(code))
}

function handleSignals(): void {
  // With a limit on file sizes (ulimit -f) the write is to fail, as it does in Node, which ignores this signal itself.
  if (runtime === 'bare') process.on('SIGXFSZ', () => {})
  process.on('SIGHUP', isHangupIgnored() ? () => {} : () => endBy('SIGHUP'))
  if (pear) {
    // Pear runs teardowns on SIGINT and SIGTERM, then dies by the signal. It does not on SIGHUP.
    pear.teardown(() => shutdown().then(giveBack))
    return
  }
  process.on('SIGINT', () => endBy('SIGINT'))
  process.on('SIGTERM', () => endBy('SIGTERM'))
}

/** Exits within a few seconds; at once on a second signal, or if the process is already exiting. */
function endBy(signal: keyof typeof SIGNALS): void {
  const code = 128 + SIGNALS[signal]
  if (leaving) exit(code)
  leaving = leaveOnce(code, false)
}

async function leaveOnce(code: number, isPatient = true): Promise<never> {
  await shutdown()
  const limit = wait(FLUSH_LIMIT_MS)
  // The reader of our output may never read the rest, and a terminal may be stopped.
  const isCut = !isPatient || isTerminal(1)
  const stallMs = code === 0 ? Infinity : STALL_LIMIT_MS
  const output = isCut ? Promise.race([flushed(1), limit]) : flushed(1, stallMs)
  await Promise.all([output, Promise.race([flushed(2), limit])])
  return exit(code)
}

function shutdown(): Promise<void> {
  return (shuttingDown ??= shutdownOnce())
}

async function shutdownOnce(): Promise<void> {
  restoreTerminal()
  let onLimit = (): void => {}
  const limit = new Promise<void>((resolve) => (onLimit = resolve))
  const timer = new Timer(SHUTDOWN_LIMIT_MS, onLimit)
  await Promise.race([runShutdowns(), limit])
  timer.cancel()
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

function exit(code: number): never {
  settleExitCode(code)
  if (pear) pear.exit(exitCode)
  return process.exit(exitCode)
}

/** The first exit code stays: restoring the descriptors may still run code in Bare, which accepts later ones too. */
function settleExitCode(code: number): void {
  exitCode ??= code
  giveBack()
  if (runtime === 'node') closeDeadDevices()
}

function fail(error: unknown): Promise<never> {
  restoreTerminal()
  const chatError = toChatError(error)
  // What fails from then on, such as a connection that was being opened, is of our own making.
  if (!isLeaving()) report(chatError)
  return leave(chatError.exitCode)
}

function crash(error: unknown): void {
  restoreTerminal()
  // If something fails while exiting, there is nothing left to save. Not through Pear's own exit, which would run
  // what has just failed once more.
  if (leaving) {
    settleExitCode(1)
    process.exit(exitCode)
  }
  void fail(error)
}

function report(error: ChatError): void {
  say(formatError(error))
}
