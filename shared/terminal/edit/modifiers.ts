// Modifier keys, as xterm encodes them in a number, and kitty after it. Pure.

export interface Modifiers {
  isShift: boolean
  isAlt: boolean
  isCtrl: boolean
  isCapsLock: boolean
  /** A key release, or a modifier of the desktop (Super, Hyper): not meant for us. */
  isIgnored: boolean
}

/** The bits of the number minus one. */
const SHIFT = 1
const ALT = 2
const CTRL = 4
const SUPER = 8
const HYPER = 16
const META = 32
const CAPS_LOCK = 64
const RELEASED = '3'

/** Reads `modifiers` or `modifiers:event`. */
export function readModifiers(field = ''): Modifiers {
  const [number, event] = field.split(':')
  const bits = Math.max((Number(number) || 1) - 1, 0)
  return {
    isShift: (bits & SHIFT) !== 0,
    isAlt: (bits & (ALT | META)) !== 0,
    isCtrl: (bits & CTRL) !== 0,
    isCapsLock: (bits & CAPS_LOCK) !== 0,
    isIgnored: event === RELEASED || (bits & (SUPER | HYPER)) !== 0
  }
}
