// How many slips of the keyboard lie between two words. Pure.

/**
 * The least number of letters to insert, delete, replace or swap with their neighbour that turns `one` into `other`
 * (optimal string alignment). Takes time by the product of both lengths: for words, not for texts.
 */
export function editDistance(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, (_, index) => [index])
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity
  for (let column = 1; column <= other.length; column++) rows[0]?.push(column)
  for (let row = 1; row <= one.length; row++) {
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (isSame ? 0 : 1),
          isSwapped ? at(row - 2, column - 2) + 1 : Infinity
        )
      )
    }
  }
  return at(one.length, other.length)
}
