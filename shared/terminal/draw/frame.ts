// The bytes that take a terminal from one picture to the next. Pure.
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

/** The live rows as they stand on the screen. */
export interface Drawn {
  rows: Row[]
  /** The screen's size when they were drawn. */
  size: Size
}

export interface Picture {
  /** Rows to stay: they are written once, and scroll away. */
  lines: string[]
  /** Rows that are drawn over by the next frame. */
  rows: Row[]
  size: Size
  depth: Depth
}

/**
 * Draws `picture` over what was `drawn` before, or from the start of the cursor's row. One write of it shows no
 * state in between. It is empty where nothing changes.
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
    // A row that a terminal takes for wider than it is must not become two.
    NO_WRAP,
    rows.map((row) => paintRow(row, depth)).join(NEWLINE),
    RESTORE_CURSOR,
    WRAP,
    SHOW_CURSOR
  ]
  return { bytes: bytes.join(''), drawn: next }
}

/** Takes the live rows away, leaves the cursor where they began, and writes `lines` there. */
export function endFrame(lines: string[], drawn: Drawn | null, columns: number): string {
  const rows = lines.map((line) => line + NEWLINE)
  return [toStart(drawn, columns), eraseBelow(), ...rows, SHOW_CURSOR].join('')
}

/** Scrolls all that is on the screen out of it, so that none is lost, and leaves the cursor at the top. */
export function clearScreen(drawn: Drawn | null, { columns, rows }: Size): string {
  return endFrame([], drawn, columns) + '\n'.repeat(Math.max(rows - 1, 0)) + HOME
}

/** Whether the rows stand where the next ones will. */
function isInPlace(drawn: Drawn, { rows, size }: Drawn): boolean {
  const isSameSize = drawn.size.columns === size.columns && drawn.size.rows === size.rows
  return isSameSize && drawn.rows.length === rows.length
}

/** From the cursor to the start of the first live row. */
function toStart(drawn: Drawn | null, columns: number): string {
  if (drawn === null) return '\r'
  const { rows, size } = drawn
  const cursorRow = rows.findIndex(({ after }) => after !== null)
  // A terminal that got narrower has broken the rows that do not fit any more.
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
 * Not from the first column on: at the top of the screen, tmux would take that for the whole of it and move it to its
 * history.
 */
function eraseBelow(): string {
  return `${ERASE_LINE}${right(1)}${ERASE_BELOW}\r`
}

/** Scrolls so far that there is room for the rows: where the cursor was saved must not scroll away after. */
function makeRoom(count: number): string {
  return count > 1 ? '\n'.repeat(count - 1) + up(count - 1) : ''
}

/** The cursor is saved on the way: where it is, the terminal knows best. */
function paintRow({ before, after }: Row, depth: Depth): string {
  if (after === null) return paint(before, depth)
  return paint(before, depth) + SAVE_CURSOR + paint(after, depth)
}
