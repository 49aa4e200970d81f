// The bytes that take a terminal from one picture to the next. Pure.
import { columnsOf } from '../edit/graphemes.ts'
import type { Row } from './prompt.ts'
import { plainText } from './styled-text.ts'
import { paint, type Depth } from './theme.ts'

/** The live rows as they stand on the screen. */
export interface Drawn {
  /** How wide each row is. */
  widths: number[]
  cursorRow: number
  cursorColumn: number
  /** The screen's width when they were drawn. */
  columns: number
}

export interface Picture {
  /** Rows to stay: they are written once, and scroll away. */
  lines: string[]
  /** Rows that are drawn over by the next frame. */
  rows: Row[]
  columns: number
  depth: Depth
}

const ESC = '\x1b['
// xterm's names for them, https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
const HIDE_CURSOR = `${ESC}?25l`
const SHOW_CURSOR = `${ESC}?25h`
const NO_WRAP = `${ESC}?7l`
const WRAP = `${ESC}?7h`
const ERASE_LINE = `${ESC}2K`
// Not from the first column on: at the top of the screen, tmux would take that for the whole of it and move it to
// its history.
const ERASE_BELOW = `${ERASE_LINE}${ESC}C${ESC}J\r`
const SAVE_CURSOR = '\x1b7'
const RESTORE_CURSOR = '\x1b8'
const NEWLINE = '\r\n'

/**
 * Draws `picture` over what was `drawn` before, or from the start of the cursor's row. One write of it shows no
 * state in between: the cursor is hidden, and rows that stay in place are overwritten, not cleared first.
 */
export function drawFrame(picture: Picture, drawn: Drawn | null): { bytes: string; drawn: Drawn } {
  const { lines, rows, columns, depth } = picture
  const next = measure(rows, columns)
  const isInPlace =
    lines.length === 0 && drawn?.columns === columns && drawn.widths.length === rows.length
  const bytes = [
    HIDE_CURSOR,
    toStart(drawn, columns),
    isInPlace ? '' : ERASE_BELOW,
    ...lines.map((line) => line + NEWLINE),
    makeRoom(rows.length),
    // A row that a terminal takes for wider than it is must not become two.
    NO_WRAP,
    rows.map((row) => ERASE_LINE + paintRow(row, depth)).join(NEWLINE),
    RESTORE_CURSOR,
    WRAP,
    SHOW_CURSOR
  ]
  return { bytes: bytes.join(''), drawn: next }
}

/** Takes the live rows away, leaves the cursor where they began, and writes `lines` there. */
export function endFrame(lines: string[], drawn: Drawn | null, columns: number): string {
  return [
    toStart(drawn, columns),
    ERASE_BELOW,
    ...lines.map((line) => line + NEWLINE),
    SHOW_CURSOR
  ].join('')
}

/** Scrolls all that is on the screen out of it, so that none is lost, and leaves the cursor at the top. */
export function clearScreen(
  drawn: Drawn | null,
  { columns, rows }: { columns: number; rows: number }
): string {
  return endFrame([], drawn, columns) + '\n'.repeat(Math.max(rows - 1, 0)) + `${ESC}H`
}

/** From the cursor to the start of the first live row. */
function toStart(drawn: Drawn | null, columns: number): string {
  if (drawn === null) return '\r'
  const { widths, cursorRow, cursorColumn } = drawn
  // A terminal that got narrower has broken the rows that do not fit any more.
  const isNarrower = columns < drawn.columns
  const heightOf = (width: number): number =>
    isNarrower ? Math.max(Math.ceil(width / columns), 1) : 1
  const above = widths.slice(0, cursorRow).reduce((sum, width) => sum + heightOf(width), 0)
  const within = isNarrower ? Math.floor(cursorColumn / columns) : 0
  return up(above + within) + '\r'
}

/** Scrolls so far that there is room for the rows: where the cursor was saved must not scroll away after. */
function makeRoom(count: number): string {
  return count > 1 ? '\n'.repeat(count - 1) + up(count - 1) : ''
}

function up(count: number): string {
  return count > 0 ? `${ESC}${count}A` : ''
}

/** The cursor is saved on the way: where it is, the terminal knows best. */
function paintRow({ before, after }: Row, depth: Depth): string {
  if (after === null) return paint(before, depth)
  return paint(before, depth) + SAVE_CURSOR + paint(after, depth)
}

function measure(rows: Row[], columns: number): Drawn {
  const cursorRow = rows.findIndex(({ after }) => after !== null)
  const widthOf = ({ before, after }: Row): number =>
    columnsOf(plainText([...before, ...(after ?? [])]))
  const cursorColumn = columnsOf(plainText(rows[cursorRow]?.before ?? []))
  return { widths: rows.map(widthOf), cursorRow, cursorColumn, columns }
}
