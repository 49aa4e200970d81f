// The rows below the conversation: unconfirmed posts, the line being typed, and the status. Pure.
import type { Size } from './frame.ts'
import { clip } from './layout.ts'
import { promptRows, type Row } from './prompt.ts'
import type { Scene } from './scene.ts'
import { statusOf } from './status.ts'
import { dim, note, type Entry } from './styled-text.ts'

/** The most rows a line may take: the conversation should stay visible. */
const MOST_PROMPT_ROWS = 10
const MOST_WAITING_ROWS = 3
const WAITING = '  …   '
/**
 * The share of the width that the status row uses. Wrapping of that row while a window is made narrower makes some
 * terminals lose the cursor position (xterm.js, and so VS Code).
 */
const STATUS_SHARE = 0.8
const NARROW_COLUMNS = 40
/** A shorter screen has no rows to spare. */
const ROOMY_ROWS = 8

/** The rows below the conversation, one of them with the cursor; never more than the screen has. */
export function drawScene(scene: Scene, { columns, rows }: Size): Row[] {
  const { editor, counting, waiting } = scene
  const statusColumns = columns < NARROW_COLUMNS ? columns : Math.floor(columns * STATUS_SHARE)
  const status = statusOf(scene, statusColumns)
  const hasStatus = rows >= 3 && status.length > 0
  const isRoomy = rows >= ROOMY_ROWS
  const most = Math.max(Math.min(MOST_PROMPT_ROWS, rows - 3, isRoomy ? rows - 6 : rows), 1)
  const mark = editor.mode.is === 'searching' ? '? ' : '> '
  const above = isRoomy ? [...(counting ? [counting] : []), ...waitingEntries(waiting)] : []
  return [
    ...above.map((entry) => still(entry, columns)),
    ...promptRows(editor.line, mark, columns, most),
    ...(hasStatus ? [still(note(...status), statusColumns)] : [])
  ]
}

function waitingEntries(waiting: readonly string[]): Entry[] {
  const shown = waiting.length > MOST_WAITING_ROWS ? MOST_WAITING_ROWS - 1 : waiting.length
  const entries = waiting.slice(0, shown).map((text): Entry => {
    return { head: [dim(WAITING)], body: [dim(text.replaceAll('\n', ' ⏎ '))] }
  })
  const more = waiting.length - shown
  return more > 0 ? [...entries, note(dim(`${WAITING}and ${more} more waiting`))] : entries
}

function still(entry: Entry, columns: number): Row {
  return { before: clip(entry, columns), after: null }
}
