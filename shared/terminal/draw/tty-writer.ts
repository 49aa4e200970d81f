// Writes to the terminal in order and at once. The streams of Bare keep what is written for a moment, in which an
// error, or the shell, would get ahead of it; those of Node stop the whole process when a terminal takes nothing.
import fs from '#fs'
import process from '#process'
import { codeOf } from '../../base/errors.ts'
import { b4a } from '../../base/packages.ts'

const STDOUT = 1
/** <asm-generic/fcntl.h> of Linux; bare-fs knows only the first by name. */
const O_WRONLY = 0o1
const O_NOCTTY = 0o400
const O_NONBLOCK = 0o4000
/** How long to wait for a terminal that takes nothing at the moment. */
const RETRY_MS = 20

export class TtyWriter {
  readonly #fd = openTerminal()
  readonly #onFailed: (cause: Error) => void
  #pending: Uint8Array = b4a.alloc(0)
  #onDone: (() => void)[] = []
  #retry: ReturnType<typeof setTimeout> | null = null

  constructor(onFailed: (cause: Error) => void) {
    this.#onFailed = onFailed
  }

  /** Calls `onDone` when all of it is with the terminal. */
  write(text: string, onDone: () => void = () => {}): void {
    this.#pending = b4a.concat([this.#pending, b4a.from(text)])
    this.#onDone.push(onDone)
    if (this.#retry === null) this.#push()
  }

  #push(): void {
    this.#retry = null
    try {
      while (this.#pending.length > 0) {
        this.#pending = this.#pending.subarray(fs.writeSync(this.#fd, this.#pending))
      }
    } catch (error) {
      if (codeOf(error) === 'EAGAIN') {
        this.#retry = setTimeout(() => this.#push(), RETRY_MS)
        return
      }
      this.#pending = b4a.alloc(0)
      this.#onFailed(error instanceof Error ? error : new Error(String(error)))
    }
    for (const onDone of this.#onDone.splice(0)) onDone()
  }
}

/** Opened once more, so that it can be non-blocking without being so for the shell. */
function openTerminal(): number {
  if (process.platform !== 'linux') return STDOUT
  try {
    return fs.openSync('/proc/self/fd/1', O_WRONLY | O_NONBLOCK | O_NOCTTY)
  } catch {
    return STDOUT // a container without /proc, or somebody else's terminal: it will do
  }
}
