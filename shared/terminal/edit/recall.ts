// Up and Down: from row to row of what is being written, and past its edges to what was sent before. Pure.
import type { Editor } from './editor-state.ts'
import { lineOf, textOf } from './line.ts'
import { columnOf, toRow } from './rows.ts'

/** The editor with the cursor a row further, or with an older or newer line where there is none. */
export function moveVertically(editor: Editor, by: -1 | 1): Editor {
  const isNext = editor.lastKey === 'up' || editor.lastKey === 'down'
  const column = isNext ? editor.column : columnOf(editor.line)
  const line = toRow(editor.line, by, column)
  return line === null ? recall(editor, by) : { ...editor, line, column }
}

/** The editor with the line sent before the one shown, or after it; after the newest, what was being written. */
export function recall(editor: Editor, by: -1 | 1): Editor {
  const { history } = editor
  const position = editor.position + by
  if (position < 0 || position > history.length) return editor
  const isLeaving = editor.position === history.length
  const draft = isLeaving ? textOf(editor.line) : editor.draft
  const line = lineOf(history[position] ?? draft)
  return { ...editor, position, draft, line, column: columnOf(line), leftOut: 0 }
}
