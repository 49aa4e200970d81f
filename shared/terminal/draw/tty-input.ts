// Reads keys from the terminal: bytes in, keys out, and a timeout for incomplete sequences.
import process from '#process'
import { inputError } from '../../network/foreign-errors.ts'
import { monotonicMs, wait } from '../../base/clock.ts'
import type { ChatError } from '../../base/errors.ts'
import { KeyReader, type Awaited, type Key } from '../edit/keys.ts'
import { Utf8Reader } from '../edit/utf8.ts'

/** The part of a tty stream that is used; tests replace standard input. */
type Input = Pick<NodeJS.ReadStream, 'on' | 'setRawMode'>

export interface TtyInputOptions {
  input?: Input
  onKeys: (keys: Key[]) => void
  /** The terminal has gone away. */
  onEnd: () => void
  onFailed: (error: ChatError) => void
}

/**
 * How long to wait for the rest of a sequence. If a paste times out, its remainder is read as keys, Enter included.
 * Answers of the terminal, and multi-byte letters, may arrive in pieces on a slow line.
 */
const WAIT_MS: Record<Awaited, number> = { key: 50, answer: 1000, paste: 5000 }
/** The limit however slowly it trickles: whatever the user types meanwhile is read as part of it. */
const LONGEST_ANSWER_MS = 5000
/** How long a user may go on typing before noticing that the chat is over. */
const SWALLOW_MS = 1000
/** Input this short is typing, and must not extend the wait for the end of a paste. */
const KEY_BYTES = 16

export class TtyInput {
  readonly #input: Input
  readonly #options: TtyInputOptions
  readonly #keys = new KeyReader()
  readonly #letters = new Utf8Reader()
  #awaited: Awaited | null = null
  #since = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: TtyInputOptions) {
    this.#input = options.input ?? process.stdin
    this.#options = options
  }

  start(): void {
    const { onEnd, onFailed } = this.#options
    this.#input.on('data', (bytes: Uint8Array) => this.#read(bytes))
    this.#input.on('end', onEnd)
    this.#input.on('error', (cause) => onFailed(inputError(cause)))
  }

  /** In raw mode keys arrive as they are pressed, and the terminal handles none itself. */
  setRaw(isRaw: boolean): void {
    try {
      this.#input.setRawMode(isRaw)
    } catch {
      // The terminal has gone away: SIGHUP or the end of input will report it.
    }
  }

  /**
   * Leaves the keys to the shell; resolves when it gets them. With `swallows`, what is typed in the first moment is
   * still read here and discarded.
   */
  release(swallows: boolean): Promise<void> {
    const release = (): void => this.setRaw(false)
    if (!swallows) release()
    else process.once('exit', release)
    return swallows ? wait(SWALLOW_MS).then(release) : Promise.resolve()
  }

  #read(bytes: Uint8Array): void {
    this.#options.onKeys(this.#keys.push(this.#letters.push(bytes)))
    this.#wait(bytes.length)
  }

  #wait(length: number): void {
    const awaited = this.#keys.awaits ?? (this.#letters.isWaiting ? 'answer' : null)
    const goesOn = awaited === this.#awaited
    if (awaited === 'paste' && goesOn && length <= KEY_BYTES) return
    clearTimeout(this.#timer)
    this.#awaited = awaited
    if (awaited === null) return
    if (!goesOn) this.#since = monotonicMs()
    const rest = LONGEST_ANSWER_MS - (monotonicMs() - this.#since)
    const ms = awaited === 'answer' ? Math.min(WAIT_MS.answer, rest) : WAIT_MS[awaited]
    this.#timer = setTimeout(() => this.#giveUp(), Math.max(ms, 0))
  }

  #giveUp(): void {
    this.#awaited = null
    const rest = this.#keys.push(this.#letters.flush())
    this.#options.onKeys([...rest, ...this.#keys.flush()])
  }
}
