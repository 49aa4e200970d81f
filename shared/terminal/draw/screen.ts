// Owns the terminal: raw keys in, frames out. Restores it on every way out.
import process from '#process'
import { environment, refreshSize } from '../../app/runtime.ts'
import { outputError } from '../../network/foreign-errors.ts'
import type { ChatError } from '../../base/errors.ts'
import { BELL, INPUT_MODES_OFF, INPUT_MODES_ON } from './escapes.ts'
import { clearScreen, drawFrame, endFrame, type Drawn, type Size } from './frame.ts'
import type { Key } from '../edit/keys.ts'
import { Pacer } from './pacer.ts'
import { PrintQueue } from './print-queue.ts'
import type { Row } from './prompt.ts'
import type { Entry, Span } from './styled-text.ts'
import { depthOf, paint } from './theme.ts'
import { Title } from './title.ts'
import { TtyInput } from './tty-input.ts'
import { size } from './tty-size.ts'
import { wordOutlet } from '../../app/outlets.ts'
import { b4a } from '../../base/packages.ts'

export interface ScreenOptions {
  onKey: (key: Key) => void
  /** Draws the rows below the conversation. */
  draw: (size: Size) => Row[]
  /** What the terminal's title says; null to leave it as it is. */
  title: () => string | null
  /** The terminal has gone away. */
  onEnd: () => void
  onFailed: (error: ChatError) => void
}

type State = 'idle' | 'running' | 'suspended' | 'stopped'

export class Screen {
  readonly #options: ScreenOptions
  readonly #depth = depthOf(environment)
  #state: State = 'idle'
  readonly #queue = new PrintQueue()
  readonly #input: TtyInput
  readonly #output = wordOutlet(1)
  #drawn: Drawn | null = null
  readonly #pacer = new Pacer((onDone) => this.#frame(onDone))
  readonly #title = new Title()
  #isBellDue = false
  #swallows = false
  #released = Promise.resolve()
  #onShown: (() => void)[] = []

  constructor(options: ScreenOptions) {
    this.#options = options
    const { onEnd, onFailed } = options
    this.#input = new TtyInput({ onKeys: (keys) => this.#press(keys), onEnd, onFailed })
  }

  start(): void {
    this.#input.start()
    process.stdout.on('resize', () => this.refresh())
    process.on('SIGCONT', () => this.#resume())
    this.#take()
    this.refresh()
  }

  /** Prints entries above the prompt, permanently. */
  print(entries: Entry[]): void {
    this.#queue.add(entries)
    if (this.#state === 'stopped') this.#printRest()
    else this.refresh()
  }

  ring(): void {
    this.#isBellDue = true
    this.refresh()
  }

  /** Schedules a frame. */
  refresh(): void {
    if (this.#state === 'running') this.#pacer.request()
  }

  /** Resolves when everything printed so far is written to the terminal. */
  shown(): Promise<void> {
    return new Promise((resolve) => {
      this.#onShown.push(resolve)
      if (this.#state === 'stopped') this.#wasShown()
      else this.refresh()
    })
  }

  clear(): void {
    this.#write(clearScreen(this.#drawn, size()))
    this.#drawn = null
    this.refresh()
  }

  /** Ctrl-C: sends SIGINT, as if the terminal were not in raw mode. */
  interrupt(): void {
    process.kill(process.pid, 'SIGINT')
  }

  /** Ctrl-Z: hands the terminal to the shell until we are resumed. */
  suspend(): void {
    if (this.#state !== 'running') return
    this.#giveBack(this.#queue.take(size().columns))
    this.#input.setRaw(false)
    this.#state = 'suspended'
    // The whole process group: a launcher that waits for us has to stop too.
    process.kill(0, 'SIGTSTP')
    // If nothing can stop us, as without a shell, resume at once.
    setTimeout(() => this.#resume(), 0)
  }

  /** Restores the terminal for good, after printing everything still queued. */
  stop(): void {
    if (this.#state === 'running') {
      this.#giveBack(this.#queue.takeLast(size().columns))
      this.#released = this.#input.release(this.#swallows)
    } else this.#printRest()
    this.#state = 'stopped'
    this.#wasShown()
  }

  /** Discards what is typed in the first moment after `stop`: it was meant for the chat, not the shell. */
  swallow(): void {
    this.#swallows = true
  }

  /** Resolves when typed keys go to the shell. */
  released(): Promise<void> {
    return this.#released
  }

  #press(keys: Key[]): void {
    for (const key of keys) {
      if (this.#state === 'running') this.#options.onKey(key)
    }
    this.refresh()
  }

  #frame(onDone: () => void): void {
    if (this.#state !== 'running') return onDone()
    const now = size()
    const lines = this.#paint(this.#queue.take(now.columns))
    const rows = this.#options.draw(now)
    const picture = { lines, rows, size: now, depth: this.#depth }
    const { bytes, drawn } = drawFrame(picture, this.#drawn)
    this.#drawn = drawn
    const isAll = this.#queue.isEmpty
    const shown = isAll ? this.#onShown.splice(0) : []
    const bell = this.#isBellDue ? BELL : ''
    this.#isBellDue = false
    this.#write(bell + this.#title.show(this.#options.title()) + bytes, () => {
      for (const resolve of shown) resolve()
      onDone()
    })
    if (!isAll) this.refresh()
  }

  /** Prints the queue while the terminal is not ours. */
  #printRest(): void {
    const lines = this.#paint(this.#queue.takeLast(size().columns))
    this.#write(lines.map((line) => `${line}\n`).join(''))
  }

  #paint(rows: Span[][]): string[] {
    return rows.map((row) => paint(row, this.#depth))
  }

  #take(): void {
    this.#input.setRaw(true)
    refreshSize(process.stdout)
    this.#write(INPUT_MODES_ON)
    this.#drawn = null
    this.#state = 'running'
  }

  #resume(): void {
    if (this.#state === 'stopped') return
    // If something else stopped us, the shell has reset the terminal: raw mode has to be set again.
    if (this.#state === 'running') this.#input.setRaw(false)
    this.#take()
    this.refresh()
  }

  #giveBack(rows: Span[][]): void {
    this.#pacer.stop()
    const end = endFrame(this.#paint(rows), this.#drawn, size().columns)
    this.#write(end + INPUT_MODES_OFF + this.#title.giveBack())
    this.#drawn = null
  }

  #write(text: string, onDone: () => void = () => {}): void {
    this.#output.write(b4a.from(text), (cause) => {
      if (cause !== undefined) this.#options.onFailed(outputError(cause))
      onDone()
    })
  }

  #wasShown(): void {
    for (const resolve of this.#onShown.splice(0)) resolve()
  }
}
