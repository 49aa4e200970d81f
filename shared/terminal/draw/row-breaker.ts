// Breaks text into rows: between words, and beside wide letters. A word that is longer than a row is left to the
// terminal to wrap, so that it is copied in one piece: an address, say. Nothing follows such a word in its row, and no
// blank of any kind is part of it: what the terminal puts at the start of a row must not read as a line of its own,
// with a time and a name. Pure.
import { columnAfter } from '../edit/graphemes.ts'
import { isBlank } from '../../base/text.ts'
import type { Cell } from './cells.ts'

export interface Margins {
  columns: number
  /** Where the first row begins. */
  first: number
  /** Where the others do. */
  indent: number
}

export class RowBreaker {
  readonly #columns: number
  readonly #indent: number
  readonly #rows: Cell[][] = []
  #row: Cell[] = []
  /** What is between the last word and the next: it is not missed where the two part. */
  #space: Cell[] = []
  #word: Cell[] = []
  /** Where the row begins on the screen, and where its last word ends: beyond the screen if the terminal wraps it. */
  #start: number
  #end: number

  constructor({ columns, first, indent }: Margins) {
    this.#columns = columns
    this.#indent = indent
    this.#start = first
    this.#end = first
  }

  add(cell: Cell): void {
    if (cell.text === '\n') return this.#breakRow()
    if (isBlank(cell.text)) {
      this.#placeWord()
      this.#space.push(cell)
      return
    }
    // Between wide letters a text may be broken anywhere.
    const isWide = cell.columns > 1
    if (isWide) this.#placeWord()
    this.#word.push({ ...cell, columns: Math.min(cell.columns, this.#columns - this.#indent) })
    if (isWide) this.#placeWord()
  }

  /** All rows. */
  end(): Cell[][] {
    this.#breakRow()
    return this.#rows
  }

  #placeWord(): void {
    const word = this.#word.splice(0)
    if (word.length === 0) return
    const width = word.reduce((sum, { columns }) => sum + columns, 0)
    let space = this.#spread()
    const room = this.#columns - this.#end - width
    if (space.length > room) {
      const isLong = this.#indent + width > this.#columns
      const hasRoom = this.#end + space.length < this.#columns
      const isBegun = this.#row.length > 0
      if (isBegun && !(isLong && hasRoom)) this.#newRow()
      // Text may be indented further than the screen is wide.
      if (!(isLong && hasRoom)) space = isBegun ? [] : space.slice(0, Math.max(room, 0))
    }
    this.#row.push(...space, ...word)
    this.#space = []
    this.#end += space.length + width
  }

  /** The space as blanks, a tab being some. */
  #spread(): Cell[] {
    let column = this.#end - this.#start
    return this.#space.flatMap((cell) => {
      const next = columnAfter(column, cell.text)
      const count = next - column
      column = next
      return Array.from({ length: count }, () => ({ ...cell, text: ' ', columns: 1 }))
    })
  }

  #breakRow(): void {
    this.#placeWord()
    this.#newRow()
  }

  #newRow(): void {
    this.#rows.push(this.#row)
    this.#row = []
    this.#space = []
    this.#start = this.#indent
    this.#end = this.#indent
  }
}
