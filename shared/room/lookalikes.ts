// Which names look alike. Apart from names.ts: only hosts of chats need it.
import { unhomoglyph } from '../base/packages.ts'

/** Marks that stay beside their letter: many fonts show nothing of the rarer ones. */
const LOOSE_MARKS = /(?=\p{M})\p{Script=Inherited}/gu

/** Two names with the same key look alike: `Anna`, `аnnа` with Cyrillic letters, `ａｎｎａ`. */
export function lookalikeKey(name: string): string {
  const letters = name.normalize('NFKC').replace(LOOSE_MARKS, '')
  // Once before and once after the case is gone: I looks like l, and so does |.
  const key = unhomoglyph(unhomoglyph(letters).toLowerCase())
  return key.normalize('NFC').toLowerCase()
}
