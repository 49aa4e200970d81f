// The names of keys, and of those that are held with them. Pure.
import { printable } from '../../base/text.ts'
import type { Modifiers } from './modifiers.ts'

export interface Key {
  /** `text` for letters, `paste` for what was pasted, else the key: `enter`, `left`, `ctrl-a`, `alt-b`, `focus-in`. */
  name: string
  /** Of letters and pastes, safe to show; a paste may have several lines. */
  text: string
  /** Of a paste: how many bytes of it were too many to hold. */
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
/** A key without a letter. */
export function key(name: string): Key {
  return { name, text: '' }
}

/** Null when nothing of it can be seen. */
export function textKey(letters: string): Key | null {
  const text = printable(letters)
  return text === '' ? null : { name: 'text', text }
}

/** A control of C0, or DEL. */
export function controlKey(control: string): Key {
  const letter = String.fromCharCode(control.charCodeAt(0) + 0x40)
  return key(CONTROLS[control] ?? `ctrl-${letter.toLowerCase()}`)
}

export function altKey(letter: string): Key {
  return key(`alt-${CONTROLS[letter] ?? letter.toLowerCase()}`)
}

/** The key without a letter that is sent as this control where it has no modifiers; null for none. */
export function namedControl(control: string): string | null {
  return CONTROLS[control] ?? null
}

/** A key without a letter, with what is held with it. */
export function modified(name: string, held: Modifiers): Key | null {
  if (held.isIgnored) return null
  if (name === 'escape' || name.startsWith('focus')) return key(name)
  if (name === 'tab' && held.isShift) return key('shift-tab')
  // Most terminals send the same for Enter with Ctrl as without; with Shift, people want a new line.
  if (name === 'enter') return key(held.isShift || held.isAlt ? 'alt-enter' : 'enter')
  if (held.isCtrl) return key(`ctrl-${name}`)
  return key(held.isAlt ? `alt-${name}` : name)
}
