// The lines that were sent. Pure.

/** How many lines are remembered. */
export const HISTORY_LIMIT = 500

/** The history with `text` as its newest line; repeats in a row are stored once. */
export function remember(history: readonly string[], text: string): readonly string[] {
  if (history.at(-1) === text) return history
  return [...history, text].slice(-HISTORY_LIMIT)
}

/** The newest line before `from` that contains `query`, ignoring case; -1 for none. */
export function findBefore(history: readonly string[], query: string, from: number): number {
  if (query === '') return -1
  const wanted = query.toLowerCase()
  for (let index = from - 1; index >= 0; index--) {
    if (history[index]?.toLowerCase().includes(wanted)) return index
  }
  return -1
}
