// A QR code of half blocks: two modules a cell, one above the other. Pure.
import { qrCode } from '../../base/packages.ts'
import type { Size } from './frame.ts'
import { note, type Entry } from './styled-text.ts'

/** What else has to be in view: the lines above the code, and the prompt. */
const OTHER_ROWS = 6
const BLOCKS = { above: '▀', below: '▄', both: '█', none: ' ' }

/** The rows of the code for a text, or none where the screen has no room for all of it. */
export function codeEntries(text: string, { columns, rows }: Size): Entry[] {
  const { data: modules } = qrCode(text)
  const height = Math.ceil(modules.length / 2)
  if (modules.length > columns || height + OTHER_ROWS > rows) return []
  return Array.from({ length: height }, (_, index) => {
    const [above = [], below = []] = modules.slice(2 * index, 2 * index + 2)
    const cells = above.map((isDark, column) => blockOf(isDark, below[column] ?? false))
    return { ...note({ text: cells.join(''), style: 'code' }), isWhole: true }
  })
}

function blockOf(isAbove: boolean, isBelow: boolean): string {
  if (isAbove) return isBelow ? BLOCKS.both : BLOCKS.above
  return isBelow ? BLOCKS.below : BLOCKS.none
}
