// Another program that runs for this one, by a shell's command line: its standard input is ours to write, its
// standard output ours to read; what it says on standard error is said there.
import { spawn } from '#child-process'
import os from '#os'
import process from '#process'
import { Timer } from '../base/clock.ts'
import { codeOf } from '../base/errors.ts'
import type { Input } from './input.ts'
import type { Outlet } from './outlet.ts'
import { StreamOutlet } from './stream-outlet.ts'

/** How long it may take to end once its input has, and again once it was asked to. */
const PATIENCE_MS = 1000

export class ChildProgram {
  readonly input: Outlet
  readonly output: Input
  /** Resolves with its exit code, or 128 + n after signal n. */
  readonly ended: Promise<number>
  readonly #process
  #hasEnded = false

  constructor(command: string) {
    this.#process = spawn(command, [], {
      shell: true,
      // In a group of its own: a shell may start several, and Ctrl-C is for us to pass on.
      detached: os.platform() !== 'win32',
      stdio: ['pipe', 'pipe', 'inherit']
    })
    this.input = new StreamOutlet(this.#process.stdin)
    this.output = this.#process.stdout
    this.ended = new Promise((resolve) => {
      // A system that has no shell: as a shell says that it finds no program.
      this.#process.on('error', () => resolve(127))
      this.#process.on('exit', (code, signal: string | number | null) => {
        this.#hasEnded = true
        const number = numberOf(signal)
        // Bare gives a code, 0, even then.
        resolve(number > 0 ? 128 + number : (code ?? 0))
      })
    })
  }

  /** Ends it: it gets no more input, then is asked to end, then made to. Resolves when it has. */
  async end(): Promise<void> {
    this.#process.stdin.end()
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if (await this.#endsInTime()) return
      this.#kill(signal)
    }
    await this.ended
  }

  #endsInTime(): Promise<boolean> {
    return new Promise((resolve) => {
      const limit = new Timer(PATIENCE_MS, () => resolve(false))
      void this.ended.then(() => {
        limit.cancel()
        resolve(true)
      })
    })
  }

  #kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.#process
    if (this.#hasEnded || pid === undefined) return
    try {
      process.kill(os.platform() === 'win32' ? pid : -pid, signal)
    } catch (error) {
      // It has just ended by itself.
      if (codeOf(error) !== 'ESRCH') throw error
    }
  }
}

/** Node has names for signals where Bare has numbers. */
function numberOf(signal: string | number | null): number {
  if (typeof signal !== 'string') return signal ?? 0
  return Object.entries(os.constants.signals).find(([name]) => name === signal)?.[1] ?? 0
}
