// Owns the terminal: raw keys in, frames out, and everything given back on every way out.
import process from '#process'
import fs from '#fs'
import { inputError, outputError } from '../causes.ts'
import type { ChatError } from '../errors.ts'
import { clearScreen, drawFrame, endFrame, type Drawn } from './frame.ts'
import { KeyReader, type Key } from './keys.ts'
import { wrap } from './layout.ts'
import type { Row } from './prompt.ts'
import type { Entry } from './spans.ts'
import { paint, type Depth } from './theme.ts'
import type { Size } from './view.ts'

export interface ScreenOptions {
  depth: Depth
  onKey: (key: Key) => void
  /** What stands below the conversation now. */
  draw: (size: Size) => Row[]
  /** The terminal is gone. */
  onEnd: () => void
  onFailed: (error: ChatError) => void
}

/** 30 frames a second. */
const FRAME_MS = 1000 / 30
/** How long what may begin a sequence waits for the rest. */
const KEY_MS = 50
/** Entries that wait for a terminal that takes nothing. The room has them still. */
const MOST_QUEUED = 10_000
const USUAL: Size = { columns: 80, rows: 24 }

const PASTE_MARKS_ON = '\x1b[?2004h'
const PASTE_MARKS_OFF = '\x1b[?2004l'
const BELL = '\x07'

type State = 'idle' | 'running' | 'suspended' | 'stopped'

export class Screen {
  readonly #options: ScreenOptions
  readonly #keys = new KeyReader()
  #state: State = 'idle'
  #queue: Entry[] = []
  #leftOut = 0
  #drawn: Drawn | null = null
  #frameTimer: ReturnType<typeof setTimeout> | null = null
  #keyTimer: ReturnType<typeof setTimeout> | undefined
  #lastFrame = -Infinity
  #isWriting = false
  #isStale = false
  #isBellDue = false
  #onShown: (() => void)[] = []

  constructor(options: ScreenOptions) {
    this.#options = options
  }

  start(): void {
    const { onEnd, onFailed } = this.#options
    process.stdin.setEncoding('utf8')
    process.stdin.on('data', (text) => this.#onInput(String(text)))
    process.stdin.on('end', onEnd)
    process.stdin.on('error', (cause) => onFailed(inputError(cause)))
    process.stdout.on('error', (cause) => onFailed(outputError(cause)))
    process.stdout.on('resize', () => this.refresh())
    process.on('SIGCONT', () => this.#resume())
    this.#take()
    this.refresh()
  }

  /** Shows entries above the prompt, where they stay. */
  print(entries: Entry[]): void {
    this.#queue.push(...entries)
    const surplus = this.#queue.length - MOST_QUEUED
    if (surplus > 0) {
      this.#queue.splice(0, surplus)
      this.#leftOut += surplus
    }
    if (this.#state === 'stopped') {
      for (const line of this.#takeLines(size().columns)) process.stdout.write(`${line}\n`)
    }
    this.refresh()
  }

  ring(): void {
    this.#isBellDue = true
    this.refresh()
  }

  /** Draws soon: at once when nothing was drawn lately, and never more often than 30 times a second. */
  refresh(): void {
    this.#isStale = true
    if (this.#state !== 'running' || this.#frameTimer !== null || this.#isWriting) return
    const wait = Math.max(this.#lastFrame + FRAME_MS - Date.now(), 0)
    this.#frameTimer = setTimeout(() => this.#frame(), wait)
  }

  /** Resolves when all that was printed so far is with the terminal. */
  shown(): Promise<void> {
    return new Promise((resolve) => {
      this.#onShown.push(resolve)
      if (this.#state === 'stopped') this.#wasShown()
      else this.refresh()
    })
  }

  clear(): void {
    process.stdout.write(clearScreen(this.#drawn, size()))
    this.#drawn = null
    this.refresh()
  }

  /** Ctrl-C: as if the terminal had not been raw. */
  interrupt(): void {
    process.kill(process.pid, 'SIGINT')
  }

  /** Ctrl-Z: gives the terminal to the shell until it is given back. */
  suspend(): void {
    if (this.#state !== 'running') return
    this.#giveBack()
    this.#state = 'suspended'
    // The whole group: a launcher that waits for us has to stop too.
    process.kill(0, 'SIGTSTP')
    // Where nobody can stop us, as without a shell, it goes on at once.
    setTimeout(() => this.#resume(), 0)
  }

  /** Gives the terminal back for good. All that was printed is on it. */
  stop(): void {
    if (this.#state === 'running') this.#giveBack()
    this.#state = 'stopped'
    this.#wasShown()
  }

  #onInput(text: string): void {
    clearTimeout(this.#keyTimer)
    this.#press(this.#keys.push(text))
    if (this.#keys.isWaiting) {
      this.#keyTimer = setTimeout(() => this.#press(this.#keys.flush()), KEY_MS)
    }
  }

  #press(keys: Key[]): void {
    for (const key of keys) {
      if (this.#state === 'running') this.#options.onKey(key)
    }
    this.refresh()
  }

  #frame(): void {
    this.#frameTimer = null
    if (this.#state !== 'running') return
    const { depth, draw } = this.#options
    const { columns, rows } = size()
    const picture = {
      lines: this.#takeLines(columns),
      rows: draw({ columns, rows }),
      columns,
      depth
    }
    const { bytes, drawn } = drawFrame(picture, this.#drawn)
    this.#drawn = drawn
    this.#lastFrame = Date.now()
    this.#isStale = false
    this.#isWriting = true
    const shown = this.#onShown.splice(0)
    // One frame at a time: a terminal that takes its time gets fewer of them.
    process.stdout.write(this.#bell() + bytes, () => {
      this.#isWriting = false
      for (const resolve of shown) resolve()
      if (this.#isStale) this.refresh()
    })
  }

  #bell(): string {
    const bell = this.#isBellDue ? BELL : ''
    this.#isBellDue = false
    return bell
  }

  /** The rows of all that waits to be printed. */
  #takeLines(columns: number): string[] {
    const entries = this.#queue.splice(0)
    const rows = entries.flatMap((entry) => wrap(entry, columns))
    const lines = rows.map((row) => paint(row, this.#options.depth))
    const leftOut = this.#leftOut
    this.#leftOut = 0
    return leftOut > 0 ? [`(${leftOut} lines left out: this terminal took none)`, ...lines] : lines
  }
  #take(): void {
    process.stdin.setRawMode(true)
    fs.writeSync(1, PASTE_MARKS_ON)
    this.#drawn = null
    this.#state = 'running'
  }

  #resume(): void {
    if (this.#state === 'stopped') return
    // Stopped by somebody else, the terminal is as the shell left it: raw mode has to be asked for anew.
    if (this.#state === 'running') process.stdin.setRawMode(false)
    this.#take()
    this.refresh()
  }

  /** At once, past the stream: the process may be about to end, or to stop. */
  #giveBack(): void {
    try {
      const { columns } = size()
      const bytes = endFrame(this.#takeLines(columns), this.#drawn, columns)
      fs.writeSync(1, bytes + PASTE_MARKS_OFF)
    } catch {
      // The terminal is gone, and will not miss anything.
    }
    this.#drawn = null
    process.stdin.setRawMode(false)
  }

  #wasShown(): void {
    for (const resolve of this.#onShown.splice(0)) resolve()
  }
}

function size(): Size {
  const { columns, rows } = process.stdout
  // Some terminals say 0 when they do not know.
  return { columns: columns || USUAL.columns, rows: rows || USUAL.rows }
}
