// Up and Down: move between the rows of the line, and past its first or last row through the history. Pure.
import type { Editor } from './editor-state.ts'
import { lineOf, textOf } from './line.ts'
import { columnOf, toRow } from './rows.ts'

/** Moves the cursor by one row, or to an older or newer line if there is no such row. */
export function moveVertically(editor: Editor, by: -1 | 1): Editor {
  const isNext = editor.lastKey === 'up' || editor.lastKey === 'down'
  const column = isNext ? editor.column : columnOf(editor.line)
  const line = toRow(editor.line, by, column)
  return line === null ? recall(editor, by) : { ...editor, line, column }
}

/** Shows the previous or next history entry; after the newest, the new line. */
export function recall(editor: Editor, by: -1 | 1): Editor {
  const { history } = editor
  const position = editor.position + by
  if (position < 0 || position > history.length) return editor
  const isLeaving = editor.position === history.length
  const draft = isLeaving ? textOf(editor.line) : editor.draft
  const line = lineOf(history[position] ?? draft)
  return { ...editor, position, draft, line, column: columnOf(line), leftOut: 0 }
}
