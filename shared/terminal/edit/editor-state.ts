// The state of the line editor. Pure.
import type { Completion } from './completion.ts'
import { EMPTY, type Line } from './line.ts'
import type { Search } from './search.ts'

export interface Editor {
  readonly line: Line
  /** How many bytes did not fit into the line. */
  readonly leftOut: number
  /** Lines that were sent, oldest first. */
  readonly history: readonly string[]
  /** Index of the entry shown; the history's length for the new line. */
  readonly position: number
  /** The new line, kept while a history entry is shown. */
  readonly draft: string
  /** The killed text, for Ctrl-Y. */
  readonly killed: string
  readonly mode: Mode
  readonly lastKey: string
  /** The column that Up and Down aim for. */
  readonly column: number
}

export type Mode =
  | { readonly is: 'typing' }
  /** Asks for confirmation to send several lines. */
  | { readonly is: 'asking' }
  | { readonly is: 'completing'; readonly completion: Completion }
  | { readonly is: 'searching'; readonly search: Search }

export const TYPING: Mode = { is: 'typing' }

/** An editor with an empty line. */
export function createEditor(history: readonly string[] = []): Editor {
  return {
    line: EMPTY,
    leftOut: 0,
    history,
    position: history.length,
    draft: '',
    killed: '',
    mode: TYPING,
    lastKey: '',
    column: 0
  }
}
