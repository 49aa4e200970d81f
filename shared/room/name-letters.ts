// Which characters names may contain. A name stands next to messages and to our own signs, as in `name: text`,
// `name (unsigned)`, `* name waves`, `── unread ──`: it must not resemble any of them. Pure.

/** Letters by category only: Hangul fillers and the braille blank show nothing. */
const BLANK = /[\p{Z}\t\u2800\u3164\u115f\u1160\uffa0]/u
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Co}\p{Cn}\p{Cf}]/u

// Symbols are many, and resemble one another: only these are allowed. Of ASCII all except : ( ) * | / >, and those
// used in names in Ireland, Catalonia, Israel, Tibet and Japan.
const SIGNS =
  '!"#$%&\'+,\\-.;<=?@\\[\\\\\\]\\^_`{}~\\u2019\\u00b7\\u05be\\u05f3\\u05f4\\u0f0b\\u30fb'
// Unicode counts ASCII digits, # and * as emoji too.
const EMOJI = '(?![\\x00-\\x7f])\\p{Emoji}'
const NAME = new RegExp(`^(?:[\\p{L}\\p{M}\\p{Nd}\\u3007${SIGNS}]|${EMOJI})+$`, 'u')

/**
 * Letters that look like symbols: modifiers, such as U+02D0, a colon, except the Hawaiian and the Ukrainian
 * apostrophe and the long vowel mark of kana; parts of Hangul syllables, Vedic signs.
 */
const MODIFIER =
  /(?![\u02bb\u02bc\u30fc\uff70])(?=\p{Lm})[\p{Script=Common}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u
const PART = /[\u1100-\u11ff\u1cd0-\u1cff\u302e\u302f\ua960-\ua97f\ud7b0-\ud7ff]/u
/** A letter of Lisu that looks like a colon; allowed only after another letter of Lisu. */
const LISU_COLON = /(?<!\p{Script=Lisu})\ua4fd/u
/** A letter that looks like a line, a star or an arrow: fine among other letters, but not a name by itself. */
const SIGN_LETTERS =
  /[\u30fc\uff70\u3161\uffda\u4e00\ua7f7\u{1031f}\u1433\u1437\u1440\u1441\u{16f3f}\u2cc6\u30ce\uff89\u4e3f\ua4fd]/gu
const SOLID = new RegExp(`[\\p{L}\\p{Nd}\\u3007]|${EMOJI}`, 'u')

const LOOSE_MARK = /(?<![\p{L}\p{M}])\p{M}/u
const MARKS_IN_A_ROW = /\p{M}{4}/u
/** Strokes through letters, rings around them, and marks across two letters, which may cover the next text. */
const REACHING_MARK = /[\u0334-\u0338\u035c-\u0362\u1dcd\u1dfc\u20d0-\u20f0\ufe20-\ufe2f\p{Me}]/u
// Indic and related scripts have a mark that looks like a colon. Letters of these scripts take no such mark.
const UNMARKED = (
  'Common Latin Greek Cyrillic Armenian Georgian Hebrew Arabic Syriac Ethiopic Thai Lao Lisu Han Hiragana ' +
  'Katakana Hangul Bopomofo'
).replace(/(\w+) ?/g, '\\p{Script=$1}')
const OWN_MARKS = new RegExp(`(?=\\p{M})[\\p{Script=Inherited}${UNMARKED}]`, 'gu')
const FOREIGN_MARK = new RegExp(`[${UNMARKED}]\\p{M}`, 'u')

/** Why a name cannot contain these characters, as the end of a sentence; null when it can. */
export function reasonAgainstLetters(name: string): string | null {
  // One character may expand to several.
  const spelt = name.normalize('NFKC')
  if (BLANK.test(name) || BLANK.test(spelt)) return 'it contains white space'
  if (INVISIBLE.test(name)) return 'it contains an invisible character'
  if (LOOSE_MARK.test(name)) return 'it contains a combining mark without a letter'
  if (MARKS_IN_A_ROW.test(name)) return 'it has more than three combining marks on one letter'
  if (REACHING_MARK.test(name)) return 'it contains a combining mark that covers other letters'
  if (name.startsWith('/')) return 'it looks like a command'
  const isMisread = [MODIFIER, PART, LISU_COLON].some((letters) => letters.test(name))
  const hasForeignMark = FOREIGN_MARK.test(name.replace(OWN_MARKS, ''))
  if (!NAME.test(name) || !NAME.test(spelt) || isMisread || hasForeignMark) {
    return 'it contains a colon, a bracket or another reserved sign, or something that looks like one'
  }
  if (!SOLID.test(name.replace(SIGN_LETTERS, ''))) return 'it contains no letter or digit'
  return null
}
