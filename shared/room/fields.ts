// Validates the fields of the room's messages.
import { LIMITS } from '../base/limits.ts'
import { b4a } from '../base/packages.ts'
import { isPrintableText } from '../base/text.ts'

const ID = /^[0-9a-f]{32}$/
const SIGNATURE = /^[0-9a-f]{128}$/
const LOG_ID = /^[0-9a-f]{16}$/
/** The last millisecond that has a date (ECMAScript, "Time Values"). */
const LAST_TIME = 8.64e15
const HEX = /^(?:[0-9a-f]{2})+$/

/** The id of a post. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value)
}

/** An ed25519 signature in hex. */
export function isSignature(value: unknown): value is string {
  return typeof value === 'string' && SIGNATURE.test(value)
}

/** The id of a log: of one numbering of events. */
export function isLogId(value: unknown): value is string {
  return typeof value === 'string' && LOG_ID.test(value)
}

/** Sealed bytes in hex, at most as many as a whisper can have. */
export function isSealed(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LIMITS.messageBytes && HEX.test(value)
}

/** A count or a position that a number represents exactly. */
export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** Milliseconds since 1970. */
export function isTime(value: unknown): value is number {
  return isNumber(value) && value <= LAST_TIME
}

/**
 * A text to post: clean, as our own clients send it, with visible characters, and not too long. Anything else was
 * crafted to act on a terminal.
 */
export function isText(value: unknown): value is string {
  return isRawText(value) && isPrintableText(value)
}

/** A text as signed, within the limits: only for checking its signature. */
export function isRawText(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= LIMITS.textBytes &&
    b4a.byteLength(value) <= LIMITS.textBytes
  )
}
