// Breaks sentences between words, where a terminal would break them within. Pure.

/** Each line of `text` in as many rows as it takes. A word that fits in none, such as a key, stays whole. */
export function wrapWords(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n')
}

function wrapLine(line: string, columns: number): string {
  const rows: string[] = []
  let row = ''
  // Blanks in a row belong to the line, as those before it do.
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

/** In letters: near enough for sentences, and the tables of widths take too long to load for an error. */
function lengthOf(text: string): number {
  return Array.from(text).length
}
