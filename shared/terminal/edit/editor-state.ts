// What a line editor knows. Pure.
import type { Completion } from './completion.ts'
import { EMPTY, type Line } from './line.ts'
import type { Search } from './search.ts'

export interface Editor {
  readonly line: Line
  /** How many bytes were too many for the line: they are not in it. */
  readonly leftOut: number
  /** Lines that were sent, oldest first. */
  readonly history: readonly string[]
  /** Which of them is shown; the length of the history for the one being written. */
  readonly position: number
  /** What was being written when another line was looked up. */
  readonly draft: string
  /** What Ctrl-Y brings back. */
  readonly killed: string
  readonly mode: Mode
  readonly lastKey: string
  /** The column that Up and Down keep to, from row to row. */
  readonly column: number
}

export type Mode =
  | { readonly is: 'typing' }
  /** Several lines are to be sent: are they meant to be? */
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
