// Writes to rows of a terminal, and tracks the cursor as far as its column is certain. Pure.
import { down, ERASE_REST, NO_WRAP, right, up, WRAP } from './escapes.ts'
import { plainText, type Span } from './styled-text.ts'
import { paint, type Depth } from './theme.ts'

// oxlint-disable-next-line no-control-regex
const ASCII = /^[\x20-\x7e]*$/

/** Whether every terminal draws the text in one column a letter. Other characters differ between terminals. */
export function isCertain(text: string): boolean {
  return ASCII.test(text)
}

export class Pen {
  readonly #columns: number
  readonly #depth: Depth
  #row: number
  /** Null when only the terminal knows. */
  #column: number | null
  #bytes = ''

  constructor({ columns, depth }: { columns: number; depth: Depth }, row: number, before: Span[]) {
    this.#columns = columns
    this.#depth = depth
    this.#row = row
    this.#column = columnAfter(0, plainText(before))
  }

  get bytes(): string {
    return this.#bytes
  }

  moveTo(row: number, column: number): void {
    this.#bytes += row < this.#row ? up(this.#row - row) : down(row - this.#row)
    this.#row = row
    if (column === this.#column) return
    this.#bytes += column + 1 === this.#column ? '\b' : `\r${right(column)}`
    this.#column = column
  }

  /** Writes text that fits into the row. */
  write(spans: Span[]): void {
    const text = plainText(spans)
    const isSure = this.#column !== null && isCertain(text)
    const bytes = paint(spans, this.#depth)
    // A row the terminal considers too wide must not wrap onto a second one.
    this.#bytes += isSure || text === '' ? bytes : NO_WRAP + bytes + WRAP
    this.#column = this.#column === null ? null : columnAfter(this.#column, text)
    // At the right edge, terminals differ: the cursor is on the last letter or behind it.
    if (this.#column !== null && this.#column >= this.#columns) this.#column = null
  }

  eraseRest(): void {
    this.#bytes += ERASE_REST
  }

  /** Adds bytes that do not move the cursor. */
  add(bytes: string): void {
    this.#bytes += bytes
  }
}

function columnAfter(column: number, text: string): number | null {
  return isCertain(text) ? column + text.length : null
}
