// The bytes that turn one picture on the terminal into the next. Pure.
import { columnsOf } from '../edit/graphemes.ts'
import {
  ERASE_BELOW,
  ERASE_LINE,
  HIDE_CURSOR,
  HOME,
  NEWLINE,
  NO_WRAP,
  RESTORE_CURSOR,
  right,
  SAVE_CURSOR,
  SHOW_CURSOR,
  up,
  WRAP
} from './escapes.ts'
import { patchRows } from './patch.ts'
import type { Row } from './prompt.ts'
import { plainText } from './styled-text.ts'
import { paint, type Depth } from './theme.ts'

export interface Size {
  columns: number
  rows: number
}

/** The live rows as last drawn. */
export interface Drawn {
  rows: Row[]
  /** The size of the screen at that time. */
  size: Size
}

export interface Picture {
  /** Permanent rows: written once, they scroll away. */
  lines: string[]
  /** Live rows: the next frame overwrites them. */
  rows: Row[]
  size: Size
  depth: Depth
}

/**
 * Draws `picture` over `drawn`, or from the start of the cursor's row. The bytes are meant for a single write, so
 * that no intermediate state shows. They are empty when nothing changes.
 */
export function drawFrame(picture: Picture, drawn: Drawn | null): { bytes: string; drawn: Drawn } {
  const { lines, rows, size, depth } = picture
  const next = { rows, size }
  if (drawn !== null && lines.length === 0 && isInPlace(drawn, next)) {
    return { bytes: patchRows(drawn.rows, rows, { columns: size.columns, depth }), drawn: next }
  }
  const bytes = [
    HIDE_CURSOR,
    toStart(drawn, size.columns),
    eraseBelow(),
    ...lines.map((line) => line + NEWLINE),
    makeRoom(rows.length),
    // A row the terminal considers too wide must not wrap onto a second one.
    NO_WRAP,
    rows.map((row) => paintRow(row, depth)).join(NEWLINE),
    RESTORE_CURSOR,
    WRAP,
    SHOW_CURSOR
  ]
  return { bytes: bytes.join(''), drawn: next }
}

/** Erases the live rows, writes `lines` in their place, and leaves the cursor below them. */
export function endFrame(lines: string[], drawn: Drawn | null, columns: number): string {
  const rows = lines.map((line) => line + NEWLINE)
  return [toStart(drawn, columns), eraseBelow(), ...rows, SHOW_CURSOR].join('')
}

/** Scrolls the visible rows into the scrollback, so that none is lost, and leaves the cursor at the top. */
export function clearScreen(drawn: Drawn | null, { columns, rows }: Size): string {
  return endFrame([], drawn, columns) + '\n'.repeat(Math.max(rows - 1, 0)) + HOME
}

/** Whether the rows stand where the next ones belong. */
function isInPlace(drawn: Drawn, { rows, size }: Drawn): boolean {
  const isSameSize = drawn.size.columns === size.columns && drawn.size.rows === size.rows
  return isSameSize && drawn.rows.length === rows.length
}

/** From the cursor to the start of the first live row. */
function toStart(drawn: Drawn | null, columns: number): string {
  if (drawn === null) return '\r'
  const { rows, size } = drawn
  const cursorRow = rows.findIndex(({ after }) => after !== null)
  // A terminal that became narrower has wrapped the rows that no longer fit.
  if (columns >= size.columns) return up(cursorRow) + '\r'
  const widthOf = ({ before, after }: Row): number =>
    Math.min(columnsOf(plainText([...before, ...(after ?? [])])), size.columns)
  const above = rows
    .slice(0, cursorRow)
    .reduce((sum, row) => sum + Math.max(Math.ceil(widthOf(row) / columns), 1), 0)
  const cursorColumn = columnsOf(plainText(rows[cursorRow]?.before ?? []))
  return up(above + Math.floor(Math.min(cursorColumn, size.columns - 1) / columns)) + '\r'
}

/**
 * Starts after the first column: at the top of the screen, tmux would treat it as clearing the whole screen, and move
 * the screen into its scrollback.
 */
function eraseBelow(): string {
  return `${ERASE_LINE}${right(1)}${ERASE_BELOW}\r`
}

/** Scrolls until there is room for the rows: the saved cursor position must not scroll away later. */
function makeRoom(count: number): string {
  return count > 1 ? '\n'.repeat(count - 1) + up(count - 1) : ''
}

/** Saves the cursor between the two parts: only the terminal knows the exact column. */
function paintRow({ before, after }: Row, depth: Depth): string {
  if (after === null) return paint(before, depth)
  return paint(before, depth) + SAVE_CURSOR + paint(after, depth)
}
