// Breaks text into rows: between words, and next to wide letters. A word longer than a row is left to the terminal
// to wrap, so that it can be copied in one piece, such as an address. Nothing follows such a word in its row, and
// it contains no blanks of any kind: what the terminal puts at the start of a row must not pass for a line of its
// own, with a time and a name. Pure.
import { columnAfter } from '../edit/graphemes.ts'
import { isBlank } from '../../base/text.ts'
import type { Cell } from './cells.ts'

export interface Margins {
  columns: number
  /** Column where the first row begins. */
  first: number
  /** Column where the other rows begin. */
  indent: number
}

export class RowBreaker {
  readonly #columns: number
  readonly #indent: number
  readonly #rows: Cell[][] = []
  #row: Cell[] = []
  /** The blanks between the last word and the next: dropped if the row breaks there. */
  #space: Cell[] = []
  #word: Cell[] = []
  /** Column where the row begins and where its last word ends: past the screen if the terminal wraps the word. */
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
    // A break is allowed on either side of a wide letter.
    const isWide = cell.columns > 1
    if (isWide) this.#placeWord()
    this.#word.push({ ...cell, columns: Math.min(cell.columns, this.#columns - this.#indent) })
    if (isWide) this.#placeWord()
  }

  /** Ends the text and returns all rows. */
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
      // An indent may be wider than the screen.
      if (!(isLong && hasRoom)) space = isBegun ? [] : space.slice(0, Math.max(room, 0))
    }
    this.#row.push(...space, ...word)
    this.#space = []
    this.#end += space.length + width
  }

  /** The blanks as spaces, tabs expanded. */
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
