// A program under test: a real process of the runtime that runs the tests.
import { spawn } from '#child-process'
import process from '#process'
import b4a from 'b4a'
import type { Assertions } from 'brittle'
import { codeOf } from '../../shared/base/errors.ts'

/** Ends what it started: a test, or anything else with a teardown. */
export type Scope = Pick<Assertions, 'teardown'>

export interface ProgramOptions {
  env?: Record<string, string>
  /** Shell redirections, as in `> /dev/full`. */
  redirect?: string
  /** Read nothing of its standard output until `resume` is called. */
  stall?: boolean
  /** Start it as nohup would: hangups are ignored. */
  ignoresHangup?: boolean
  /** Give it a terminal, using script(1) of util-linux; the screen arrives as its standard output. */
  onTerminal?: boolean
  /** What runs it instead of the runtime that runs the tests. */
  binary?: string
  /** A command with its first arguments that execs the program: `nice`, `ip netns exec alice`. */
  under?: readonly string[]
}

/** How a program ended, as a shell reports it: its exit code, or 128 + n after signal n. */
const SIGNAL_NUMBERS: Record<string, number> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }

export class Program {
  readonly #process
  readonly #out = new Recording()
  readonly #err = new Recording()
  #hasEnded = false
  /** The exit code, once the process has ended. */
  readonly ended: Promise<number>
  /** The exit code, once the process has ended and all its output is read. */
  readonly exited: Promise<number>

  constructor(t: Scope, args: string[], options: ProgramOptions = {}) {
    const { env = {}, redirect = '', stall = false, onTerminal = false } = options
    const before = options.ignoresHangup ? "trap '' HUP; " : ''
    const { binary = process.execPath, under = [] } = options
    // exec: a signal must reach the program, not the shell that set up its redirections.
    const bare = [...under, binary, ...args].map(quote).join(' ')
    // Under script(1) it also holds our standard error, so that closes only when the program ends.
    const command = onTerminal ? `script -qfec ${quote(bare)} /dev/null 9>&2` : bare
    this.#process = spawn('/bin/sh', ['-c', `${before}exec ${command} ${redirect}`], {
      env: { ...environment(), ...env },
      stdio: ['pipe', 'pipe', 'pipe']
    })
    // A program that does not read its input is no fault of the test.
    this.#process.stdin.on('error', () => {})
    this.ended = new Promise<number>((resolve) => {
      // bare-subprocess gives the number of the signal, Node its name.
      this.#process.on('exit', (code, signal: string | number | null) => {
        const number = typeof signal === 'string' ? SIGNAL_NUMBERS[signal] : signal
        this.#hasEnded = true
        resolve(number ? 128 + number : (code ?? -1))
      })
    })
    this.exited = Promise.all([
      this.#out.record(this.#process.stdout, stall),
      this.#err.record(this.#process.stderr),
      this.ended
    ]).then(([, , code]) => code)
    t.teardown(async () => {
      this.kill('SIGKILL')
      this.resume()
      await this.exited
    })
  }

  /** Resumes reading after a `stall`. */
  resume(): void {
    this.#out.start(this.#process.stdout)
  }

  get pid(): number {
    return this.#process.pid ?? -1
  }

  /** Standard output so far, unmodified. */
  get stdoutChunks(): readonly Uint8Array[] {
    return this.#out.chunks
  }

  get stdout(): Uint8Array {
    return this.#out.bytes
  }

  get stderr(): string {
    return b4a.toString(this.#err.bytes)
  }

  /** Resolves with the match as soon as standard error holds one; rejects if it ends without. */
  said(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#err.match(pattern)
  }

  /** The same for standard output. */
  printed(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#out.match(pattern)
  }

  /** Resolves when standard output holds at least `count` bytes. */
  received(count: number): Promise<void> {
    return this.#out.reach(count)
  }

  write(data: string | Uint8Array): boolean {
    return this.#process.stdin.write(data)
  }

  /** Resolves when standard input takes more. */
  drained(): Promise<void> {
    return new Promise((resolve) => this.#process.stdin.once('drain', resolve))
  }

  end(): void {
    this.#process.stdin.end()
  }

  kill(signal: 'SIGHUP' | 'SIGINT' | 'SIGKILL' | 'SIGTERM' | 'SIGCONT' | 'SIGSTOP'): void {
    // Once it has ended, its pid may belong to another process.
    if (this.#hasEnded) return
    try {
      // The kill of bare-subprocess does nothing the second time.
      process.kill(this.pid, signal)
    } catch (error) {
      // It has just ended by itself, and we have not been told yet.
      if (codeOf(error) !== 'ESRCH') throw error
    }
  }
}

/** Everything a stream has provided so far, and those waiting for more. */
class Recording {
  readonly chunks: Uint8Array[] = []
  #isEnded = false
  #length = 0
  #watchers = new Set<() => void>()

  get bytes(): Uint8Array {
    return b4a.concat(this.chunks)
  }

  /** Resolves when the stream is closed. */
  record(stream: NodeJS.ReadableStream, stall = false): Promise<void> {
    if (!stall) this.start(stream)
    return new Promise((resolve) => {
      stream.on('error', () => {})
      stream.on('close', () => {
        this.#isEnded = true
        this.#notify()
        resolve()
      })
    })
  }

  start(stream: NodeJS.ReadableStream): void {
    stream.on('data', (chunk: Uint8Array) => {
      this.chunks.push(chunk)
      this.#length += chunk.length
      this.#notify()
    })
  }

  match(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#until(`ended without ${String(pattern)}`, () =>
      pattern.exec(b4a.toString(this.bytes))
    )
  }

  async reach(count: number): Promise<void> {
    await this.#until(`ended before ${count} bytes`, () => (this.#length >= count ? true : null))
  }

  #until<Result>(failure: string, look: () => Result | null): Promise<Result> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const result = look()
        if (result !== null) resolve(result)
        else if (this.#isEnded) reject(new Error(`${failure}: ${b4a.toString(this.bytes)}`))
        else return
        this.#watchers.delete(check)
      }
      this.#watchers.add(check)
      check()
    })
  }

  #notify(): void {
    for (const check of this.#watchers) check()
  }
}

function environment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Record<string, string>
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
