// The lines of an outbox on disk: JSON, one object each. Whatever else is in the file is skipped.
import { isKey } from '../../shared/base/key.ts'
import { isId, isLogId, isNumber, isText, isTime } from '../../shared/room/fields.ts'
import { readLabel } from '../../shared/room/names.ts'
import type { Person, Position } from '../../shared/room/messages.ts'
import { parseObject, type Json } from '../../shared/network/wire.ts'
import type { Said } from './said.ts'

export interface Done {
  id: string
  isDone: true
}

export function writeLine({ id, typedAt, to, text, after }: Said): string {
  return JSON.stringify({ id, typedAt, to, text, after })
}

/** Null for anything that is not such a line, such as one cut short by a full disk. */
export function readLine(line: string): Said | Done | null {
  const { id, typedAt, to, text, after, isDone } = parseObject(line) ?? {}
  if (!isId(id)) return null
  if (isDone === true) return { id, isDone }
  const reader = readReader(to)
  if (!isTime(typedAt) || !isText(text) || reader === undefined) return null
  return { id, typedAt, text, to: reader, after: readPosition(after) }
}

/** Undefined for an invalid one: a whisper must not become a post. */
function readReader(to: unknown): Person | string | null | undefined {
  if (to === null || typeof to === 'string') return to
  const { key, name } = (to ?? {}) as Json
  return isKey(key) ? { key, name: readLabel(name, key), isPlain: false, isAway: false } : undefined
}

function readPosition(after: unknown): Position | null {
  const { log, seq } = (after ?? {}) as Json
  return isLogId(log) && isNumber(seq) ? { log, seq } : null
}
