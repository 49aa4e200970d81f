// The names of keys and their combinations with modifiers. Pure.
import { printable } from '../../base/text.ts'
import type { Modifiers } from './modifiers.ts'

export interface Key {
  /** `text` for typed characters, `paste` for a paste, else the key: `enter`, `left`, `ctrl-a`, `alt-b`, `focus-in`. */
  name: string
  /** The text of typed characters and pastes, safe to show; a paste may have several lines. */
  text: string
  /** Of a paste: how many bytes did not fit. */
  leftOut?: number
}

const CONTROLS: Record<string, string> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\b': 'backspace',
  '\x7f': 'backspace',
  '\x1b': 'escape'
}
/** A key that types no character. */
export function key(name: string): Key {
  return { name, text: '' }
}

/** A key that types `letters`; null if none of them is visible. */
export function textKey(letters: string): Key | null {
  const text = printable(letters)
  return text === '' ? null : { name: 'text', text }
}

/** A control character of C0, or DEL. */
export function controlKey(control: string): Key {
  const letter = String.fromCharCode(control.charCodeAt(0) + 0x40)
  return key(CONTROLS[control] ?? `ctrl-${letter.toLowerCase()}`)
}

export function altKey(letter: string): Key {
  return key(`alt-${CONTROLS[letter] ?? letter.toLowerCase()}`)
}

/** The named key that sends this control character when no modifier is held; null for none. */
export function namedControl(control: string): string | null {
  return CONTROLS[control] ?? null
}

/** A named key with its modifiers. */
export function modified(name: string, held: Modifiers): Key | null {
  if (held.isIgnored) return null
  if (name === 'escape' || name.startsWith('focus')) return key(name)
  if (name === 'tab' && held.isShift) return key('shift-tab')
  // Most terminals do not tell Ctrl-Enter from Enter; Shift-Enter means a new line.
  if (name === 'enter') return key(held.isShift || held.isAlt ? 'alt-enter' : 'enter')
  if (held.isCtrl) return key(`ctrl-${name}`)
  return key(held.isAlt ? `alt-${name}` : name)
}
