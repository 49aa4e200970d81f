// Checks names, and labels people who want the same name so that they can be told apart. Pure.
import { eastAsianWidth } from 'get-east-asian-width'
import { shortKey, type PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import { printable } from '../base/text.ts'
import { reasonAgainstLetters } from './name-letters.ts'

/** Words that we show beside names ourselves. */
export const OWN_WORDS: readonly string[] = ['unsigned', 'you', 'away']
/** Brackets and a full public key. */
const LONGEST_SUFFIX = 66
const LABEL = /^(.*?)(?:\(([0-9a-f]{8,64})\))?$/

/** The name as shown, or why it is not allowed, as the end of a sentence. */
export function checkName(text: string): { name: string } | { reason: string } {
  if (text.length > LIMITS.nameLetters * 4) return { reason: 'it is too long' }
  const name = printable(text).normalize('NFC').trim()
  const reason = reasonAgainst(name)
  return reason === null ? { name } : { reason }
}

/** The name as shown; null when it is not allowed. */
export function safeName(text: string): string | null {
  const checked = checkName(text)
  return 'name' in checked ? checked.name : null
}

/** A name with some digits of its owner's key: `anna(9c5593d3)`. */
export function labelOf(name: string, key: PublicKey, digits = 8): string {
  return `${name}(${key.slice(0, digits)})`
}

/** Whether a name looks like a short key, which only the owner of that key may use. */
export function looksLikeKey(name: string): boolean {
  return /^[0-9a-f]{8,}$/i.test(name)
}

/** The name of a room as shown, by the rules for people's names, or why it is not allowed. It can not pass for a key. */
export function checkRoomName(text: string): ReturnType<typeof checkName> {
  const checked = checkName(text)
  return 'name' in checked && looksLikeKey(checked.name)
    ? { reason: 'it looks like a key' }
    : checked
}

/** The name of a room as sent by a host; null for none. */
export function readRoomName(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > LIMITS.nameLetters) return null
  const checked = checkRoomName(value)
  return 'name' in checked && checked.name === value ? value : null
}

/** A person's name as sent by a host: a name, or a label with one. Falls back to the short key. */
export function readLabel(value: unknown, key: PublicKey): string {
  if (typeof value !== 'string' || value.length > LIMITS.nameLetters + LONGEST_SUFFIX)
    return shortKey(key)
  const [, name = '', digits] = LABEL.exec(value) ?? []
  const isOwn = digits === undefined ? !looksLikeKey(name) : key.startsWith(digits)
  return isOwn && safeName(name) === name ? value : shortKey(key)
}

function reasonAgainst(name: string): string | null {
  if (name === '') return 'it has no visible characters'
  const reason = reasonAgainstLetters(name)
  if (reason !== null) return reason
  if (OWN_WORDS.includes(name.normalize('NFKC').toLowerCase()))
    return 'it is a word that is shown beside names here'
  if (mostColumns(name) > LIMITS.nameColumns || name.length > LIMITS.nameLetters) {
    return `it is wider than ${LIMITS.nameColumns} columns`
  }
  return null
}

/** Its columns on terminals that draw each character by itself. string-width takes longer to load than all the rest. */
function mostColumns(name: string): number {
  const letters = Array.from(name.replace(/\p{Mn}/gu, ''))
  return letters.reduce((sum, letter) => sum + eastAsianWidth(letter.codePointAt(0) ?? 0), 0)
}
