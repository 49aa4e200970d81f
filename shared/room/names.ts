// What people may be called, and how those are told apart who want to be called the same. Pure.
import stringWidth from 'string-width'
import { LIMITS } from '../base/limits.ts'
import { printable } from '../base/text.ts'
import { reasonAgainstLetters } from './name-letters.ts'

/** What is said here of somebody, or to somebody. */
export const OWN_WORDS: readonly string[] = ['unsigned', 'you']
/** Brackets, and the whole of a public key. */
const LONGEST_SUFFIX = 66
const LABEL = /^(.*?)(?:\(([0-9a-f]{8,64})\))?$/

/** The name as it is shown, or why nobody can be called that, as the end of a sentence. */
export function checkName(text: string): { name: string } | { reason: string } {
  if (text.length > LIMITS.nameLetters * 4) return { reason: 'it is too long' }
  const name = printable(text).normalize('NFC').trim()
  const reason = reasonAgainst(name)
  return reason === null ? { name } : { reason }
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

/** Whether a name looks like a short key, which is only believed of its owner. */
export function looksLikeKey(name: string): boolean {
  return /^[0-9a-f]{8,}$/i.test(name)
}

/** What somebody is called, as a host says it: a name, or our own label with one. Else the short key. */
export function readLabel(value: unknown, key: string): string {
  const shortKey = key.slice(0, 8)
  if (typeof value !== 'string' || value.length > LIMITS.nameLetters + LONGEST_SUFFIX)
    return shortKey
  const [, name = '', digits] = LABEL.exec(value) ?? []
  const isOwn = digits === undefined ? !looksLikeKey(name) : key.startsWith(digits)
  return isOwn && safeName(name) === name ? value : shortKey
}

function reasonAgainst(name: string): string | null {
  if (name === '') return 'there is nothing to see'
  const reason = reasonAgainstLetters(name)
  if (reason !== null) return reason
  if (OWN_WORDS.includes(name.normalize('NFKC').toLowerCase()))
    return 'it is a word that is said here of people'
  const width = stringWidth(name)
  if (width === 0) return 'there is nothing to see'
  if (width > LIMITS.nameColumns || name.length > LIMITS.nameLetters) {
    return `it is wider than ${LIMITS.nameColumns} columns`
  }
  return null
}
