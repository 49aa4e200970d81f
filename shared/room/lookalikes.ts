// Which names look alike. Apart from names.ts: the table is 100 KB, and only hosts of chats need it.
import unhomoglyph from 'unhomoglyph'

/** Two names with the same key look alike: `Anna`, `аnnа` with Cyrillic letters, `ａｎｎａ`. */
export function lookalikeKey(name: string): string {
  // Once before and once after the case is gone: I looks like l, and so does |.
  const key = unhomoglyph(unhomoglyph(name.normalize('NFKC')).toLowerCase())
  return key.normalize('NFC').toLowerCase()
}
