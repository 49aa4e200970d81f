// Which letters names are made of. A name stands beside what is said and beside our own signs, as in `name: text`,
// `name (unsigned)`, `* name waves`, `── unread ──`: it must not look like any of them. Pure.

/** Letters in name only: Hangul fillers and the braille blank show nothing. */
const BLANK = /[\p{Z}\t\u2800\u3164\u115f\u1160\uffa0]/u
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Co}\p{Cn}\p{Cf}]/u

// Signs are many, and look like one another: only these are taken. Of ASCII all but : ( ) * | / >, and those
// within names of Ireland, Catalonia, Israel, Tibet and Japan.
const SIGNS =
  '!"#$%&\'+,\\-.;<=?@\\[\\\\\\]\\^_`{}~\\u2019\\u00b7\\u05be\\u05f3\\u05f4\\u0f0b\\u30fb'
// ASCII digits and two of its signs are emoji too, to Unicode.
const EMOJI = '(?![\\x00-\\x7f])\\p{Emoji}'
const NAME = new RegExp(`^(?:[\\p{L}\\p{M}\\p{Nd}\\u3007${SIGNS}]|${EMOJI})+$`, 'u')

/**
 * Letters that are signs to the eye: modifiers, as U+02D0 that is a colon, but not the Hawaiian and the Ukrainian
 * apostrophe and the long vowel of kana; parts of Hangul syllables, Vedic signs.
 */
const MODIFIER =
  /(?![\u02bb\u02bc\u30fc\uff70])(?=\p{Lm})[\p{Script=Common}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u
const PART = /[\u1100-\u11ff\u1cd0-\u1cff\u302e\u302f\ua960-\ua97f\ud7b0-\ud7ff]/u
/** A letter of Lisu that is a colon to all others. */
const LISU_COLON = /(?<!\p{Script=Lisu})\ua4fd/u
/** What looks like a line, a star or an arrow is a letter among others, but no name by itself. */
const SIGN_LETTERS =
  /[\u30fc\uff70\u3161\uffda\u4e00\ua7f7\u{1031f}\u1433\u1437\u1440\u1441\u{16f3f}\u2cc6\u30ce\uff89\u4e3f\ua4fd]/gu
const SOLID = new RegExp(`[\\p{L}\\p{Nd}\\u3007]|${EMOJI}`, 'u')

const LOOSE_MARK = /(?<![\p{L}\p{M}])\p{M}/u
const MARKS_IN_A_ROW = /\p{M}{4}/u
/** Strokes through letters, rings around them, and marks over two letters, the next of which is not the name's. */
const REACHING_MARK = /[\u0334-\u0338\u035c-\u0362\u1dcd\u1dfc\u20d0-\u20f0\ufe20-\ufe2f\p{Me}]/u
// Scripts of India and beyond have a mark that is a colon to all others. Letters of these scripts take none of theirs.
const UNMARKED = (
  'Common Latin Greek Cyrillic Armenian Georgian Hebrew Arabic Syriac Ethiopic Thai Lao Lisu Han Hiragana ' +
  'Katakana Hangul Bopomofo'
).replace(/(\w+) ?/g, '\\p{Script=$1}')
const OWN_MARKS = new RegExp(`(?=\\p{M})[\\p{Script=Inherited}${UNMARKED}]`, 'gu')
const FOREIGN_MARK = new RegExp(`[${UNMARKED}]\\p{M}`, 'u')

/** Why a name cannot be made of these letters, as the end of a sentence; null when it can. */
export function reasonAgainstLetters(name: string): string | null {
  // What one letter stands for may be several.
  const spelt = name.normalize('NFKC')
  if (BLANK.test(name) || BLANK.test(spelt)) return 'it has white space in it'
  if (INVISIBLE.test(name)) return 'it has something in it that cannot be seen'
  if (LOOSE_MARK.test(name)) return 'it has a mark in it that has no letter'
  if (MARKS_IN_A_ROW.test(name)) return 'it has more than three marks on one letter'
  if (REACHING_MARK.test(name)) return 'it has a mark in it that reaches over its letter'
  if (name.startsWith('/')) return 'it looks like a command'
  const isMisread = [MODIFIER, PART, LISU_COLON].some((letters) => letters.test(name))
  const hasForeignMark = FOREIGN_MARK.test(name.replace(OWN_MARKS, ''))
  if (!NAME.test(name) || !NAME.test(spelt) || isMisread || hasForeignMark) {
    return 'it has a colon, a bracket or another sign in it that stands for something here, or looks like one'
  }
  if (!SOLID.test(name.replace(SIGN_LETTERS, ''))) return 'there is no letter or digit in it'
  return null
}
