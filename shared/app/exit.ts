// How the process ends: the same way everywhere, whatever the cause. Nothing is cut off, the terminal is
// given back, the DHT is told.
import process from '#process'
import fs from '#fs'
import { keepDateNowFromGoingBack, Timer, wait } from '../base/clock.ts'
import { toChatError, type ChatError } from '../base/errors.ts'
import { isHangupIgnored } from './hangup.ts'
import { pear } from './runtime.ts'

/** How long leaving may take: a slow network must not hold the prompt. */
const SHUTDOWN_LIMIT_MS = 5000
/** How long, once a signal came, the rest of what was written may take. */
const FLUSH_LIMIT_MS = 1000
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

let formatError = errorInWords
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
  keepDateNowFromGoingBack()
  handleSignals()
  main().then(leave, fail)
}

/** The error that ends the process in words; for a fault of ours, with where it came up. */
export function errorInWords({ message, trace }: ChatError): string {
  return `error: ${message}\n${trace}`
}

/** From now on, errors are printed as `format` puts them. */
export function reportErrorsAs(format: (error: ChatError) => string): void {
  formatError = format
}

/** Whether the process is on its way out: what peers do from here on is its own doing. */
export function isLeaving(): boolean {
  return shuttingDown !== null
}

/** Shuts down, waits until standard output and error are written, and exits. */
export function leave(code: number): Promise<never> {
  return (leaving ??= leaveOnce(code))
}

function handleSignals(): void {
  process.on('SIGHUP', isHangupIgnored() ? () => {} : () => endBy('SIGHUP'))
  if (pear) {
    // Pear runs teardowns on SIGINT and SIGTERM and then dies by the signal. On SIGHUP it does not.
    pear.teardown(shutdown)
    return
  }
  process.on('SIGINT', () => endBy('SIGINT'))
  process.on('SIGTERM', () => endBy('SIGTERM'))
}

/** Ends the process in a few seconds at most, and at a second signal, or when it is leaving already, now. */
function endBy(signal: keyof typeof SIGNALS): void {
  const code = 128 + SIGNALS[signal]
  if (leaving) exit(code)
  leaving = leaveOnce(code, FLUSH_LIMIT_MS)
}

async function leaveOnce(code: number, flushLimitMs = Infinity): Promise<never> {
  await shutdown()
  const flushed = Promise.all([flush(process.stdout), flush(process.stderr)])
  // Whoever reads our output may never take the rest of it.
  await Promise.race([flushed, wait(flushLimitMs)])
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
  restoreTerminal()
  const chatError = toChatError(error)
  report(chatError)
  return leave(chatError.exitCode)
}

function crash(error: unknown): void {
  restoreTerminal()
  // Once things go wrong while leaving, there is nothing left to save. Not by Pear's own exit, which would
  // run what has just failed again, and again fail.
  if (leaving) process.exit(1)
  void fail(error)
}

/** Writes past the streams, since a stream may be what failed, and Bare may not flush it. */
function report(error: ChatError): void {
  try {
    fs.writeSync(2, formatError(error))
  } catch {
    // Standard error is closed or full: the exit code is all that can still be said.
  }
}
