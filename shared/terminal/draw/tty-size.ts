// The size of the terminal.
import process from '#process'
import type { Size } from './frame.ts'

const USUAL: Size = { columns: 80, rows: 24 }

export function size(): Size {
  const { columns, rows } = process.stdout
  // Some terminals report 0 when they do not know.
  return { columns: columns || USUAL.columns, rows: rows || USUAL.rows }
}

/** Queries the size again: both runtimes cache the last one, and a stopped process gets no SIGWINCH. */
export function refreshSize(): void {
  try {
    process.stdout._refreshSize?.()
  } catch {
    // The terminal has gone away, which also continues a stopped process: SIGHUP or the end of input will report it.
  }
}
