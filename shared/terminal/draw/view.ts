// What stands below the conversation: what is on its way, the line being written, and how things are. Pure.
import { LIMITS } from '../../base/limits.ts'
import { b4a } from '../../base/packages.ts'
import type { Editor } from '../edit/editor.ts'
import { columnsOf } from '../edit/graphemes.ts'
import { clipSpans } from './layout.ts'
import { textOf } from '../edit/line.ts'
import { promptRows, type Row } from './prompt.ts'
import { bold, dim, plain, type Entry, type Span } from './styled-text.ts'

export interface Size {
  columns: number
  rows: number
}

export interface Scene {
  editor: Editor
  /** Something to know for the moment. */
  notice: string | null
  /** How far the way in is; null once inside. */
  connectProgress: string | null
  /** The short key of the room. */
  room: string
  /** The names of who is here. */
  names: readonly string[]
  /** What was said and is not with the host yet. */
  waiting: readonly string[]
  /** The line that still counts. */
  counting: Entry | null
  isQuiet: boolean
}

/** The most rows a line takes: the conversation is to be seen. */
const MOST_PROMPT_ROWS = 10
const MOST_WAITING_ROWS = 3
/**
 * Of the width, the share of the row below the line. When a window is made narrower, row by row, it should not
 * break in two: some terminals then lose where the cursor was (xterm.js, and so VS Code).
 */
const STATUS_SHARE = 0.8
const NARROW_COLUMNS = 40
/** A screen of fewer rows has none to spare. */
const ROOMY_ROWS = 8

/** The rows below the conversation, with the cursor in one of them; never more than the screen has. */
export function drawScene(scene: Scene, { columns, rows }: Size): Row[] {
  const { editor, counting, waiting } = scene
  const statusColumns = columns < NARROW_COLUMNS ? columns : Math.floor(columns * STATUS_SHARE)
  const status = statusOf(scene, statusColumns)
  const hasStatus = rows >= 3 && status.length > 0
  const isRoomy = rows >= ROOMY_ROWS
  const most = Math.max(Math.min(MOST_PROMPT_ROWS, rows - 3, isRoomy ? rows - 6 : rows), 1)
  const mark = editor.mode.is === 'searching' ? '? ' : '> '
  const above = isRoomy
    ? [...(counting ? [entrySpans(counting)] : []), ...waitingRows(waiting)]
    : []
  return [
    ...above.map((spans) => still(clipSpans(spans, columns))),
    ...promptRows(editor.line, mark, columns, most),
    ...(hasStatus ? [still(clipSpans(status, statusColumns))] : [])
  ]
}

function waitingRows(waiting: readonly string[]): Span[][] {
  const shown = waiting.length > MOST_WAITING_ROWS ? MOST_WAITING_ROWS - 1 : waiting.length
  const rows = waiting
    .slice(0, shown)
    .map((text) => [dim('  …   '), dim(text.replaceAll('\n', ' ⏎ '))])
  const more = waiting.length - shown
  return more > 0 ? [...rows, [dim(`  …   and ${more} more waiting`)]] : rows
}

function statusOf(scene: Scene, columns: number): Span[] {
  const { editor, notice, connectProgress, isQuiet } = scene
  const { mode, line } = editor
  const text = textOf(line)
  if (mode.is === 'asking') {
    return [bold(`Send these ${text.split('\n').length} lines as one message? y/n`)]
  }
  if (mode.is === 'searching') {
    const { query, found } = mode.search
    return [bold(`${found === -1 ? 'nothing like' : 'look up'}: ${query}`)]
  }
  if (mode.is === 'completing' && mode.completion.options.length > 1) {
    const { options, index } = mode.completion
    return options
      .slice(index)
      .concat(options.slice(0, index))
      .flatMap((option, place) => {
        const name = option.trim()
        return [place === 0 ? bold(name) : dim(name), plain('  ')]
      })
  }
  const bytes = b4a.byteLength(text)
  if (bytes > LIMITS.textBytes)
    return [bold(`${bytes - LIMITS.textBytes} bytes too long for one message`)]
  if (notice !== null) return [bold(notice)]
  if (connectProgress !== null) return [dim(connectProgress)]
  return isQuiet ? [] : [dim(roomStatus(scene, columns))]
}

/** The fullest of the ways to put it that fits. */
function roomStatus({ room, names, waiting }: Scene, columns: number): string {
  const unsent = waiting.length > 0 ? ` · ${waiting.length} unsent` : ''
  if (names.length === 0) return `${room} · plain host${unsent}`
  const here = `${names.length} here`
  const lists = names.map((_, index) => {
    const count = names.length - index
    const more = index > 0 ? ` and ${index} more` : ''
    return `${room} · ${here}: ${names.slice(0, count).join(', ')}${more}${unsent}`
  })
  const ways = [...lists, `${room} · ${here}${unsent}`, `${here}${unsent}`]
  return ways.find((way) => columnsOf(way) <= columns) ?? `${here}${unsent}`
}

function entrySpans({ head, body }: Entry): Span[] {
  return [...head, ...body]
}

function still(before: Span[]): Row {
  return { before, after: null }
}
