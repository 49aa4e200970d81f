// Keys sent as code points: kitty's protocol (https://sw.kovidgoyal.net/kitty/keyboard-protocol). Other terminals
// send it as well, and a crashed program may have left it turned on. Pure.
import { altKey, controlKey, modified, namedControl, textKey, type Key } from './key-names.ts'
import { readModifiers, type Modifiers } from './modifiers.ts'

/** First code of the keypad. */
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
  // The terminal's answer to a query about the protocol starts with a `?`.
  if (!/^[\d:;]+$/.test(parameters)) return null
  const [codes = '', modifiers, letters = ''] = parameters.split(';')
  const [code = '', shifted = '', base = ''] = codes.split(':')
  const held = readModifiers(modifiers)
  const letter = KEYPAD_LETTERS[Number(code) - KEYPAD] ?? letterOf(code)
  const name = KEYPAD_KEYS[code] ?? namedControl(letter)
  if (name !== null) return modified(name, held)
  if (letter === '' || held.isIgnored) return null
  // On a non-Latin keyboard, Ctrl-C is at its usual position.
  const latin = letter > '~' ? letterOf(base) || letter : letter
  if (held.isCtrl && !held.isAlt) return ctrlKey(latin)
  if (held.isAlt && !held.isCtrl) return altKey(latin)
  const typed = letters.split(':').map(letterOf).join('')
  // Ctrl and Alt together are AltGr if the layout has a letter for it.
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

/** The letter of a code point; empty for surrogates and for the private use area, where kitty has other keys. */
function letterOf(code: string): string {
  const number = Number(code)
  const isLetter = number > 0 && number <= 0x10ffff && !(number >= 0xd800 && number <= 0xf8ff)
  return isLetter ? String.fromCodePoint(number) : ''
}
