// Ctrl-R: looking a line up by a part of it, as it is typed. Pure.
import { findBefore } from './history.ts'
import type { Key } from './keys.ts'
import { deleteLeft, lineOf, textOf, type Line } from './line.ts'

export interface Search {
  readonly query: string
  /** The place of the line in the history; -1 for none, the length of it before anything is typed. */
  readonly found: number
  /** The line to come back to. */
  readonly original: Line
}

export function startSearch(original: Line, history: readonly string[]): Search {
  return { query: '', found: history.length, original }
}

/** Where a key takes the search; null when it is none of its keys. */
export function search(
  { query, found, original }: Search,
  history: readonly string[],
  { name, text }: Key
): Search | null {
  if (name === 'text' || name === 'paste') {
    const longer = query + text.replaceAll('\n', ' ')
    // The line that is shown may still be the one; once there is none, a longer query finds none either.
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
