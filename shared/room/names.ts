// What people may be called: any letters of the world that are safe to print, and can be seen. Pure.
import stringWidth from 'string-width'
import { LIMITS } from '../base/limits.ts'
import { printable } from '../base/text.ts'

// Letters in name only: Hangul fillers and the braille blank show nothing.
const BLANKS = /[\p{Z}\u2800\u3164\u115f\u1160\uffa0]/u
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Co}\p{Cn}\p{Cf}]/u
const MARKS_IN_A_ROW = /\p{M}{4}/u

/** The name as it is shown, or why nobody can be called that, as the end of a sentence. */
export function checkName(text: string): { name: string } | { reason: string } {
  if (text.length > LIMITS.nameLetters * 4) return { reason: 'it is too long' }
  const name = printable(text).normalize('NFC').trim()
  if (name === '') return { reason: 'there is nothing to see' }
  if (BLANKS.test(name)) return { reason: 'it has white space in it' }
  if (INVISIBLE.test(name)) return { reason: 'it has something in it that cannot be seen' }
  if (/^\p{M}/u.test(name)) return { reason: 'it begins with a mark that has no letter' }
  if (MARKS_IN_A_ROW.test(name)) return { reason: 'it has more than three marks on one letter' }
  // They tell a name from what is said, and from the marks we put behind it.
  if (/[:()\uff1a\uff08\uff09]/.test(name)) return { reason: 'it has a colon or a bracket in it' }
  if (name.startsWith('/')) return { reason: 'it looks like a command' }
  const width = stringWidth(name)
  if (width === 0) return { reason: 'there is nothing to see' }
  if (width > LIMITS.nameColumns || name.length > LIMITS.nameLetters) {
    return { reason: `it is wider than ${LIMITS.nameColumns} columns` }
  }
  return { name }
}

/** The name as it is shown; null when nobody can be called that. */
export function safeName(text: string): string | null {
  const checked = checkName(text)
  return 'name' in checked ? checked.name : null
}

/** A name with so many digits of its owner's key behind it: `anna(9c5593d3)`. */
export function labelOf(name: string, key: string, digits = 8): string {
  return `${name}(${key.slice(0, digits)})`
}
