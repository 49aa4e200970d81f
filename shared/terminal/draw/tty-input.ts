// Reads the keys of the terminal: bytes in, keys out, and how long to wait for the rest of one.
import process from '#process'
import { inputError } from '../../network/foreign-errors.ts'
import type { ChatError } from '../../base/errors.ts'
import { KeyReader, type Awaited, type Key } from '../edit/keys.ts'
import { Utf8Reader } from '../edit/utf8.ts'

export interface TtyInputOptions {
  onKeys: (keys: Key[]) => void
  /** The terminal is gone. */
  onEnd: () => void
  onFailed: (error: ChatError) => void
}

/**
 * How long to wait for the rest. After a paste, what comes once we have given up is taken for keys, Enter among them;
 * an answer of the terminal takes as long as the way to it and back.
 */
const WAIT_MS: Record<Awaited, number> = { key: 50, string: 1000, paste: 5000 }
/** A person's keys, which must not make the wait for the end of a paste longer. */
const KEY_BYTES = 16

export class TtyInput {
  readonly #options: TtyInputOptions
  readonly #keys = new KeyReader()
  readonly #letters = new Utf8Reader()
  #awaited: Awaited | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: TtyInputOptions) {
    this.#options = options
  }

  start(): void {
    const { onEnd, onFailed } = this.#options
    process.stdin.on('data', (bytes: Uint8Array) => this.#read(bytes))
    process.stdin.on('end', onEnd)
    process.stdin.on('error', (cause) => onFailed(inputError(cause)))
  }

  /** Whether keys come as they are pressed, and none is for the terminal. */
  setRaw(isRaw: boolean): void {
    try {
      process.stdin.setRawMode(isRaw)
    } catch {
      // The terminal is gone, and SIGHUP or the end of input will say so.
    }
  }

  #read(bytes: Uint8Array): void {
    this.#options.onKeys(this.#keys.push(this.#letters.push(bytes)))
    this.#wait(bytes.length)
  }

  #wait(length: number): void {
    const awaited = this.#keys.awaits ?? (this.#letters.isWaiting ? 'key' : null)
    // One string gets its time once, and so does a paste that has come to a halt.
    const goesOn = awaited === 'string' || (awaited === 'paste' && length <= KEY_BYTES)
    if (goesOn && awaited === this.#awaited) return
    clearTimeout(this.#timer)
    this.#awaited = awaited
    if (awaited !== null) this.#timer = setTimeout(() => this.#giveUp(), WAIT_MS[awaited])
  }

  #giveUp(): void {
    this.#awaited = null
    const rest = this.#keys.push(this.#letters.flush())
    this.#options.onKeys([...rest, ...this.#keys.flush()])
  }
}
