// Wraps sentences between words, where a terminal would break inside of them. Pure.

/** Wraps each line of `text`. A word that is wider than a row, such as a key, stays whole. */
export function wrapWords(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n')
}

function wrapLine(line: string, columns: number): string {
  const rows: string[] = []
  let row = ''
  // Blanks are kept with the word after them.
  for (const [part] of line.matchAll(/ *[^ ]+/g)) {
    if (row === '' || lengthOf(row) + lengthOf(part) <= columns) {
      row += part
    } else {
      rows.push(row)
      row = part.trimStart()
    }
  }
  return [...rows, row].join('\n')
}

/** Counts letters: accurate enough for sentences, and the width tables load too slowly for an error. */
function lengthOf(text: string): number {
  return Array.from(text).length
}
