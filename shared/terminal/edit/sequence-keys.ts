// Maps escape sequences to keys, as xterm, rxvt and the Linux console send them. Pure.
import { characterKey } from './character-keys.ts'
import { key, modified, textKey, type Key } from './key-names.ts'
import { readModifiers } from './modifiers.ts'

const FINALS: Record<string, string> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  // rxvt: Shift with CSI, Ctrl with SS3.
  a: 'up',
  b: 'down',
  c: 'right',
  d: 'left',
  Z: 'shift-tab',
  I: 'focus-in',
  O: 'focus-out'
}
const NUMBERS: Record<string, string> = { 1: 'home', 3: 'delete', 4: 'end', 7: 'home', 8: 'end' }
/** The keypad in application mode, from `j` to `y`. */
const KEYPAD = '*+,-./0123456789'

/** The key of a control sequence; null for answers, reports and unused keys. */
export function csiKey(parameters: string, final: string): Key | null {
  if (final === 'u') return characterKey(parameters)
  const [number = '', modifiers = '', code = ''] = parameters.split(';')
  // xterm's modifyOtherKeys has the same fields in another order.
  if (final === '~' && number === '27') return characterKey(`${code};${modifiers}`)
  const isNumbered = '~^$@'.includes(final)
  const name = isNumbered ? NUMBERS[number] : /^1?$/.test(number) ? FINALS[final] : undefined
  if (name === undefined) return null
  // rxvt: Ctrl, and Ctrl with Shift.
  const isCtrl = final === '^' || final === '@'
  const held = readModifiers(modifiers)
  return modified(name, { ...held, isCtrl: held.isCtrl || isCtrl })
}

/** The key of a sequence after SS3: arrows, and the keypad in application mode. */
export function ss3Key(parameters: string, final: string): Key | null {
  if (final === 'M') return key('enter')
  const letter = KEYPAD[final.charCodeAt(0) - 'j'.charCodeAt(0)]
  if (letter !== undefined) return textKey(letter)
  const name = 'ABCDHFabcd'.includes(final) ? FINALS[final] : undefined
  if (name === undefined) return null
  // `O5C` as well as `O1;5C`.
  const held = readModifiers(parameters.split(';').at(-1))
  return modified(name, { ...held, isCtrl: held.isCtrl || /[a-d]/.test(final) })
}
