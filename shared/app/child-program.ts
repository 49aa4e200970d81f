// Runs another program through a shell: we write its standard input and read its standard output; its standard
// error goes to ours.
import { spawn } from '#child-process'
import os from '#os'
import process from '#process'
import { Timer } from '../base/clock.ts'
import { codeOf } from '../base/errors.ts'
import type { Input } from './input.ts'
import type { Outlet } from './outlet.ts'
import { StreamOutlet } from './stream-outlet.ts'

/** How long it may take to exit after its input ends, and again after SIGTERM. */
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
      // In its own process group: a shell may start several processes, and Ctrl-C is for us to pass on.
      detached: os.platform() !== 'win32',
      stdio: ['pipe', 'pipe', 'inherit']
    })
    this.input = new StreamOutlet(this.#process.stdin)
    this.output = this.#process.stdout
    this.ended = new Promise((resolve) => {
      // A system without a shell: the same code as for a program the shell does not find.
      this.#process.on('error', () => resolve(127))
      this.#process.on('exit', (code, signal: string | number | null) => {
        this.#hasEnded = true
        const number = numberOf(signal)
        // On a signal Bare also reports a code, 0.
        resolve(number > 0 ? 128 + number : (code ?? 0))
      })
    })
  }

  /** Stops it: ends its input, then sends SIGTERM, then SIGKILL. Resolves when it has exited. */
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
      // It has just exited by itself.
      if (codeOf(error) !== 'ESRCH') throw error
    }
  }
}

/** Node names signals, Bare numbers them. */
function numberOf(signal: string | number | null): number {
  if (typeof signal !== 'string') return signal ?? 0
  return Object.entries(os.constants.signals).find(([name]) => name === signal)?.[1] ?? 0
}
