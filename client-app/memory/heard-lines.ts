// The lines of what an identity received in a room: an id each, and how far it had read. Anything else is skipped.
import { isKey } from '../../shared/base/key.ts'
import type { SignedId } from '../../shared/room/known-ids.ts'
import type { Resume } from '../../shared/room/reader.ts'

const ID = /^(post|whisper) (\d{1,16}) ([0-9a-f]{64}) ([0-9a-f]{32})$/
const PLACE = /^read (\d{1,16}) ([0-9a-f]{16}) (\d{1,16}) (\d{1,16})$/
/** The longest line, with its newline. */
export const LINE_BYTES = 128

export const KINDS = ['post', 'whisper'] as const
export type Kind = (typeof KINDS)[number]

export interface HeardId extends SignedId {
  kind: Kind
}

/** How far somebody had read. */
export interface Place extends Resume {
  /** When, in milliseconds since 1970. */
  at: number
}

export function writeId({ kind, signedAt, author, id }: HeardId): string {
  return `${kind} ${signedAt} ${author} ${id}`
}

export function writePlace({ signedFrom, position: { log, seq }, at }: Place): string {
  return `read ${signedFrom} ${log} ${seq} ${at}`
}

export function readId(line: string): HeardId | null {
  const [, kind, signedAt, author, id] = ID.exec(line) ?? []
  if (!isKey(author) || id === undefined) return null
  return { kind: kind as Kind, signedAt: Number(signedAt), author, id }
}

/** The furthest place in the log that was read last: several processes may have read there. Null for none. */
export function furthest(lines: string[]): Place | null {
  return lines.reduce((found: Place | null, line) => {
    const place = line.startsWith('read ') ? readPlace(line) : null
    const isBehind =
      place?.position.log === found?.position.log &&
      (place?.position.seq ?? 0) < (found?.position.seq ?? 0)
    return place === null || isBehind ? found : place
  }, null)
}

function readPlace(line: string): Place | null {
  const [, signedFrom, log, seq, at] = PLACE.exec(line) ?? []
  if (log === undefined) return null
  return {
    signedFrom: Number(signedFrom),
    position: { log, seq: Number(seq) },
    at: Number(at)
  }
}
