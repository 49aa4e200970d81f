// The size of the terminal.
import process from '#process'
import type { Size } from './frame.ts'

const USUAL: Size = { columns: 80, rows: 24 }

export function size(): Size {
  const { columns, rows } = process.stdout
  // Some terminals say 0 when they do not know.
  return { columns: columns || USUAL.columns, rows: rows || USUAL.rows }
}

/** Asks for the size anew: both runtimes keep the one they were told last, and who is stopped is told of none. */
export function refreshSize(): void {
  process.stdout._refreshSize?.()
}
