// A screen without a terminal: shows what is drawn on it through the emulator.
import { testKey } from './keys.ts'
import { createEditor } from '../../shared/terminal/edit/editor-state.ts'
import { lineOf } from '../../shared/terminal/edit/line.ts'
import { clearScreen, drawFrame, endFrame, type Drawn } from '../../shared/terminal/draw/frame.ts'
import { wrap } from '../../shared/terminal/draw/layout.ts'
import type { Scene } from '../../shared/terminal/draw/scene.ts'
import type { Entry } from '../../shared/terminal/draw/styled-text.ts'
import { paint } from '../../shared/terminal/draw/theme.ts'
import { drawScene } from '../../shared/terminal/draw/view.ts'
import { messageEntry } from '../../shared/terminal/entries.ts'
import { Emulator } from './emulator.ts'

export const NOON = new Date(2026, 10, 24, 12, 0).getTime()

export const SCENE: Scene = {
  editor: createEditor(),
  notice: null,
  connectProgress: null,
  room: 'b76aa8fe',
  remarks: [],
  path: null,
  relaying: null,
  away: [],
  names: ['host', 'anna'],
  waiting: [],
  counting: null,
  isQuiet: false
}

export class Stage {
  readonly emulator: Emulator
  columns: number
  height: number
  #drawn: Drawn | null = null

  constructor(columns: number, rows: number) {
    this.emulator = new Emulator(columns, rows)
    this.columns = columns
    this.height = rows
  }

  /** One frame. Returns its bytes. */
  async draw(entries: Entry[], scene: Partial<Scene> = {}): Promise<string> {
    const size = { columns: this.columns, rows: this.height }
    const lines = entries
      .flatMap((entry) => wrap(entry, size.columns))
      .map((row) => paint(row, 256))
    const rows = drawScene({ ...SCENE, ...scene }, size)
    const { bytes, drawn } = drawFrame({ lines, rows, size, depth: 256 }, this.#drawn)
    this.#drawn = drawn
    await this.emulator.write(bytes)
    return bytes
  }

  resize(columns: number, rows: number): void {
    this.columns = columns
    this.height = rows
    this.emulator.resize(columns, rows)
  }

  async end(lines: string[]): Promise<void> {
    await this.emulator.write(endFrame(lines, this.#drawn, this.columns))
  }

  async clear(): Promise<void> {
    const size = { columns: this.columns, rows: this.height }
    await this.emulator.write(clearScreen(this.#drawn, size))
    this.#drawn = null
  }

  get rows(): string[] {
    return this.emulator.rows
  }
}

/** A message from anna. */
export function said(text: string): Entry {
  return messageEntry({ time: NOON, author: testKey('bb'), name: 'anna', text }, null)
}

/** A line being edited, with the cursor between the two parts. */
export function typed(before: string, after = ''): Partial<Scene> {
  return { editor: { ...createEditor(), line: { ...lineOf(before), after } } }
}
