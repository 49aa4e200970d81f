// Keys with the number of their letter: kitty's protocol (https://sw.kovidgoyal.net/kitty/keyboard-protocol), which
// others send as well, and which a program that crashed may have left on. Pure.
import { altKey, controlKey, modified, namedControl, textKey, type Key } from './key-names.ts'
import { readModifiers, type Modifiers } from './modifiers.ts'

/** The keypad, from this number on. */
const KEYPAD = 57_399
const KEYPAD_LETTERS = '0123456789./*-+'
const KEYPAD_KEYS: Record<string, string> = {
  57414: 'enter',
  57417: 'left',
  57418: 'right',
  57419: 'up',
  57420: 'down',
  57423: 'home',
  57424: 'end',
  57426: 'delete'
}

/** The key of `code:shifted:base;modifiers:event;letters`; null for none. */
export function characterKey(parameters: string): Key | null {
  // The answer to what the terminal is asked about the protocol begins with a `?`.
  if (!/^[\d:;]+$/.test(parameters)) return null
  const [codes = '', modifiers, letters = ''] = parameters.split(';')
  const [code = '', shifted = '', base = ''] = codes.split(':')
  const held = readModifiers(modifiers)
  const letter = KEYPAD_LETTERS[Number(code) - KEYPAD] ?? letterOf(code)
  const name = KEYPAD_KEYS[code] ?? namedControl(letter)
  if (name !== null) return modified(name, held)
  if (letter === '' || held.isIgnored) return null
  // On a keyboard of another script, Ctrl-C is where it is on others.
  const latin = letter > '~' ? letterOf(base) || letter : letter
  if (held.isCtrl && !held.isAlt) return ctrlKey(latin)
  if (held.isAlt && !held.isCtrl) return altKey(latin)
  const typed = letters.split(':').map(letterOf).join('')
  // With Ctrl and Alt both it is AltGr, if there is a letter for it.
  return textKey(typed || (held.isAlt ? '' : cased(letter, letterOf(shifted), held)))
}

function ctrlKey(letter: string): Key | null {
  if (!/^[a-z@[\\\]^_ ]$/i.test(letter)) return null
  return controlKey(String.fromCharCode(letter.charCodeAt(0) & 0x1f))
}

function cased(letter: string, shifted: string, { isShift, isCapsLock }: Modifiers): string {
  if (isShift) return shifted || letter.toUpperCase()
  return isCapsLock ? letter.toUpperCase() : letter
}

/** The letter of a number in Unicode; empty for none: a surrogate, or in the private area, where kitty has its other keys. */
function letterOf(code: string): string {
  const number = Number(code)
  const isLetter = number > 0 && number <= 0x10ffff && !(number >= 0xd800 && number <= 0xf8ff)
  return isLetter ? String.fromCodePoint(number) : ''
}
