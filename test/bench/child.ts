// A measured process: when it produced output, and how much memory it used.
import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import process from 'node:process'
import { ROOT } from './runtimes.ts'

/** A child that takes longer hangs. */
const LIFE_LIMIT_MS = 120_000

/** Its standard input: a pipe, or a file that is open for reading. */
export type Input = 'pipe' | number

export interface ChildOptions {
  executable: string
  args: string[]
  input?: Input
  /** Its standard output: read here, or thrown away by the system. */
  output?: 'pipe' | 'ignore'
  env?: Record<string, string>
  isKeptAlive?: boolean
}

const running = new Set<ChildProcess>()

// However the bench ends, nothing it started stays behind.
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))

export class Child {
  /** When it was started. All times are of performance.now(). */
  readonly startedAt: number
  readonly #child: ChildProcess
  readonly #exited: Promise<number | null>
  readonly #checks = new Set<() => void>()
  #receivedBytes = 0
  #stdout = ''
  #stderr = ''
  #hasExited = false

  constructor(options: ChildOptions) {
    const { executable, args, input = 'pipe', output = 'pipe', env, isKeptAlive = false } = options
    this.startedAt = performance.now()
    this.#child = spawn(executable, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: [input, output, 'pipe'],
      killSignal: 'SIGKILL',
      ...(isKeptAlive ? {} : { timeout: LIFE_LIMIT_MS })
    })
    running.add(this.#child)
    this.#exited = new Promise<number | null>((resolve, reject) => {
      this.#child.once('error', reject)
      this.#child.once('close', resolve)
    })
    void this.#exited.catch(() => {}).then(() => this.#onExit())
    this.#listen()
  }

  /** Resolves with the match and its time as soon as standard error holds one. */
  said(pattern: RegExp): Promise<{ match: RegExpExecArray; at: number }> {
    return this.#until(String(pattern), () => {
      const match = pattern.exec(this.#stderr)
      return match && { match, at: performance.now() }
    })
  }

  /** Resolves with the match as soon as the first bytes of standard output hold one. */
  printed(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#until(String(pattern), () => pattern.exec(this.#stdout))
  }

  /** Resolves with the time at which standard output has given `count` bytes in all. */
  received(count: number): Promise<number> {
    return this.#until(`${count} bytes`, () =>
      this.#receivedBytes >= count ? performance.now() : null
    )
  }

  write(text: string): void {
    this.#child.stdin?.write(text)
  }

  /** The most memory it has held at a time, in bytes; NaN where only Linux could tell. */
  peakMemory(): number {
    if (process.platform !== 'linux') return NaN
    const status = fs.readFileSync(`/proc/${this.#child.pid}/status`, 'utf8')
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) * 1024
  }

  /** Processor time its threads have used, in seconds; NaN where only Linux could tell. */
  processorTime(): number {
    if (process.platform !== 'linux') return NaN
    // `stat` of the process itself counts in steps of 10 ms, a tenth of a start.
    const folder = `/proc/${this.#child.pid}/task`
    const nanoseconds = fs.readdirSync(folder).map((thread) => {
      const [onProcessor = ''] = fs.readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ')
      return Number(onProcessor)
    })
    return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e9
  }

  /** While it is not, there is nothing to read in /proc. */
  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** All it has said on standard error. */
  get talk(): string {
    return this.#stderr
  }

  /** Resolves with its exit code once it has ended by itself; null when a signal ended it. */
  exited(): Promise<number | null> {
    return this.#exited
  }

  /** Asks it to end, and waits until it has. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    await this.#exited
  }

  #listen(): void {
    const { stdin, stdout, stderr } = this.#child
    // A child that has gone reads no more: its exit tells.
    stdin?.on('error', () => {})
    stdout?.on('data', (chunk: Buffer) => {
      if (this.#receivedBytes === 0) this.#stdout = chunk.toString()
      this.#receivedBytes += chunk.length
      this.#check()
    })
    stderr?.on('data', (chunk: Buffer) => {
      this.#stderr += chunk.toString()
      this.#check()
    })
  }

  #onExit(): void {
    running.delete(this.#child)
    this.#hasExited = true
    this.#check()
  }

  #check(): void {
    for (const check of this.#checks) check()
  }

  #until<Result>(wanted: string, look: () => Result | null): Promise<Result> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const result = look()
        if (result === null && !this.#hasExited) return
        this.#checks.delete(check)
        if (result !== null) resolve(result)
        else reject(new Error(`${this.#command()} ended without ${wanted}: ${this.#stderr}`))
      }
      this.#checks.add(check)
      check()
    })
  }

  #command(): string {
    return this.#child.spawnargs.join(' ')
  }
}
