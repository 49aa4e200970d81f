// Key bindings of the line editor: GNU Readline's (its manual, "Bindable Readline Commands").
import * as edits from './line.ts'
import type { Edit } from './line.ts'

/** Keys that move the cursor, or delete without keeping the text. */
export const MOVES: Record<string, Edit> = {
  left: edits.left,
  'ctrl-b': edits.left,
  right: edits.right,
  'ctrl-f': edits.right,
  home: edits.home,
  'ctrl-a': edits.home,
  end: edits.end,
  'ctrl-e': edits.end,
  'alt-b': edits.wordLeft,
  'alt-left': edits.wordLeft,
  'ctrl-left': edits.wordLeft,
  'alt-f': edits.wordRight,
  'alt-right': edits.wordRight,
  'ctrl-right': edits.wordRight,
  backspace: edits.deleteLeft,
  delete: edits.deleteRight
}

/** Keys that kill text: Ctrl-Y yanks it back. */
export const KILLS: Record<string, Edit> = {
  'ctrl-u': edits.deleteToStart,
  'ctrl-k': edits.deleteToEnd,
  'ctrl-w': edits.deleteBlankWordLeft,
  'alt-backspace': edits.deleteWordLeft,
  'ctrl-backspace': edits.deleteWordLeft,
  'alt-d': edits.deleteWordRight,
  'alt-delete': edits.deleteWordRight,
  'ctrl-delete': edits.deleteWordRight
}
