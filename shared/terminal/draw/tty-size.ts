// The size of the terminal.
import process from '#process'
import type { Size } from './frame.ts'

const USUAL: Size = { columns: 80, rows: 24 }

export function size(): Size {
  const { columns, rows } = process.stdout
  // Some terminals report 0 when they do not know.
  return { columns: columns || USUAL.columns, rows: rows || USUAL.rows }
}
