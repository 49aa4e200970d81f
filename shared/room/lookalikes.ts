// Detects names that look alike. Separate from names.ts: only chat hosts need it.
import { unhomoglyph } from '../base/packages.ts'

/** Combining marks to ignore: many fonts do not show the rarer ones. */
const LOOSE_MARKS = /(?=\p{M})\p{Script=Inherited}/gu

/** Two names with the same key look alike: `Anna`, `аnnа` with Cyrillic letters, `ａｎｎａ`. */
export function lookalikeKey(name: string): string {
  const letters = name.normalize('NFKC').replace(LOOSE_MARKS, '')
  // Before and after lowercasing: I looks like l, and so does |.
  const key = unhomoglyph(unhomoglyph(letters).toLowerCase())
  return key.normalize('NFC').toLowerCase()
}
