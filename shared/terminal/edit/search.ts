// Ctrl-R: incremental search in the history. Pure.
import { findBefore } from './history.ts'
import type { Key } from './keys.ts'
import { deleteLeft, lineOf, textOf, type Line } from './line.ts'

export interface Search {
  readonly query: string
  /** Index of the match in the history; -1 for none, the history's length before anything is typed. */
  readonly found: number
  /** The line to restore on cancel. */
  readonly original: Line
}

export function startSearch(original: Line, history: readonly string[]): Search {
  return { query: '', found: history.length, original }
}

/** The search after a key; null when the key does not belong to the search. */
export function search(
  { query, found, original }: Search,
  history: readonly string[],
  { name, text }: Key
): Search | null {
  if (name === 'text' || name === 'paste') {
    const longer = query + text.replaceAll('\n', ' ')
    // The current match may still match; without one, a longer query has no match either.
    return { query: longer, found: findBefore(history, longer, found + 1), original }
  }
  if (name === 'backspace') {
    const shorter = textOf(deleteLeft(lineOf(query)))
    if (shorter === '') return startSearch(original, history)
    return { query: shorter, found: findBefore(history, shorter, history.length), original }
  }
  if (name === 'ctrl-r') {
    const older = findBefore(history, query, found)
    return { query, found: older === -1 ? found : older, original }
  }
  return null
}
