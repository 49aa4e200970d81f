// A terminal without a window: xterm's own emulator shows what is on the screen.
import type { IBufferCell, Terminal } from '@xterm/headless'

// xterm looks for a browser or Node; on Bare this makes it detect Node.
const globals = globalThis as { process?: unknown; performance?: unknown }
const isBare = globals.process === undefined
if (isBare) globals.process = { title: 'bare' }
globals.performance ??= { now: () => Date.now() }
const { default: xterm } = await import('@xterm/headless')
if (isBare) delete globals.process

/** Control strings of xterm: titles, links, the working folder, colours, the clipboard, notifications. */
const TITLE = 2
const OSC_NUMBERS = [0, 1, 2, 4, 7, 8, 9, 10, 11, 12, 52, 99, 104, 133, 777, 1337]

export class Emulator {
  /** What a program may have done to a terminal besides drawing on it. */
  readonly alarms: string[] = []
  readonly #terminal: Terminal

  constructor(columns: number, rows: number) {
    const options = { cols: columns, rows, scrollback: 10_000, allowProposedApi: true }
    // Reflows the line of the cursor, too, as real terminals do.
    this.#terminal = new xterm.Terminal({ ...options, reflowCursorLine: true })
    this.#watch()
  }

  /** Resolves when all of it is on the screen. */
  write(bytes: string): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(bytes, resolve))
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows)
  }

  /** All rows from the first of the scrollback to the cursor's or the last that is not empty. */
  get rows(): string[] {
    const { active } = this.#terminal.buffer
    const rows = Array.from({ length: active.length }, (_, row) => {
      return active.getLine(row)?.translateToString(true) ?? ''
    })
    while (rows.length > this.cursor.row + 1 && rows.at(-1) === '') rows.pop()
    return rows
  }

  /** The rows as copied: those the terminal has wrapped are joined. */
  get lines(): string[] {
    const { active } = this.#terminal.buffer
    const lines: string[] = []
    for (let row = 0; row < active.length; row++) {
      const line = active.getLine(row)
      // A wrapped row continues, and spaces at its edge are part of it.
      const isWrapped = active.getLine(row + 1)?.isWrapped ?? false
      const text = line?.translateToString(!isWrapped) ?? ''
      if (line?.isWrapped) lines.push((lines.pop() ?? '') + text)
      else lines.push(text)
    }
    while (lines.at(-1) === '') lines.pop()
    return lines
  }

  /** The titles that were set. */
  readonly titles: string[] = []

  /** How many rows have scrolled away. */
  get scrolled(): number {
    return this.#terminal.buffer.active.baseY
  }

  /** Counted from the first row of the scrollback. */
  get cursor(): { row: number; column: number } {
    const { active } = this.#terminal.buffer
    return { row: active.baseY + active.cursorY, column: active.cursorX }
  }

  /** Whether a long row would continue in the next one. */
  get wraps(): boolean {
    return this.#terminal.modes.wraparoundMode
  }

  #watch(): void {
    const { parser } = this.#terminal
    const alarm = (what: string): true => {
      this.alarms.push(what)
      return true
    }
    parser.registerOscHandler(TITLE, (text) => {
      // What people say must not get there: a name is one word, with a part of a key.
      if (!/^\S+ \([0-9a-f]{8}\)$/u.test(text)) return alarm(`OSC ${TITLE} ${text}`)
      return this.titles.push(text) > 0
    })
    this.#terminal.onBell(() => alarm('bell'))
    this.#terminal.onData((answer) => alarm(`answer ${JSON.stringify(answer)}`))
    for (const number of OSC_NUMBERS) {
      if (number === TITLE) continue
      parser.registerOscHandler(number, (text) => alarm(`OSC ${number} ${text}`))
    }
    parser.registerDcsHandler({ final: 'q' }, () => alarm('DCS'))
    parser.registerEscHandler({ final: 'c' }, () => alarm('reset'))
  }

  /** Whether bracketed paste and focus reports are on. */
  get inputModes(): { pastes: boolean; focus: boolean } {
    const { bracketedPasteMode, sendFocusMode } = this.#terminal.modes
    return { pastes: bracketedPasteMode, focus: sendFocusMode }
  }

  cell(row: number, column: number): IBufferCell | undefined {
    return this.#terminal.buffer.active.getLine(row)?.getCell(column)
  }
}
