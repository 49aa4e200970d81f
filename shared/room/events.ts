// The events of a room in the host's order: created by the host, read by everybody.
import { isKey, type PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import { b4a } from '../base/packages.ts'
import { printableText } from '../base/text.ts'
import { parseObject, type Json } from '../network/wire.ts'
import { isId, isNumber, isRawText, isSignature, isText, isTime } from './fields.ts'
import { readLabel } from './names.ts'

/** Why somebody is no longer in the room. */
const LEAVE_REASONS = ['left', 'kicked', 'banned', 'vanished'] as const
export type LeaveReason = (typeof LEAVE_REASONS)[number]

/** A post as its author submits it. */
export interface Post {
  /** 32 hex digits, chosen by the author: the same id means the same post. */
  id: string
  /** One or more lines. A text that starts with `/me ` is an action. */
  text: string
  /** When the author signed it, in milliseconds since 1970 by the author's clock; null without a signature. */
  signedAt: number | null
  /** By the author's identity (signing.ts), 128 hex digits; null for a plain peer, which cannot sign. */
  signature: string | null
}

interface Stamp {
  /** The sequence number: 1, 2, 3 … */
  seq: number
  /** When the host ordered it: milliseconds since 1970, by its clock. */
  time: number
  /** The public key of the person it is about. */
  author: PublicKey
  /** The author's name in the room. */
  name: string
}

export type PostEvent = Stamp & { type: 'post' } & Post
export type RoomEvent =
  | PostEvent
  | (Stamp & { type: 'join'; isPlain: boolean })
  | (Stamp & { type: 'leave'; reason: LeaveReason })
  | (Stamp & { type: 'rename'; formerly: string })

/** An event without sequence number and time. */
export type Happening = RoomEvent extends infer Event
  ? Event extends RoomEvent
    ? Omit<Event, 'seq' | 'time'>
    : never
  : never

/** An event as stored and sent, encoded once for all: JSON that starts with `seq`, `time` and `type`. */
export function encodeEvent(seq: number, time: number, happening: Happening): Uint8Array {
  const { type, ...fields } = happening
  return b4a.from(JSON.stringify({ seq, time, type, ...fields }))
}

const POST_FRAME = /^\{"seq":\d+,"time":\d+,"type":"post",/
/** The most bytes that the fields before the author take. */
const KIND_BYTES = 80

/** Whether a frame encoded by us holds a post, without parsing all of it. */
export function isPostFrame(frame: Uint8Array): boolean {
  return POST_FRAME.test(b4a.toString(frame.subarray(0, KIND_BYTES)))
}

/** Parses a frame, safe to show; null for an invalid event. Does not check the signature. */
export function readEvent(frame: Uint8Array): RoomEvent | null {
  const event = readSignedEvent(frame)
  return event && safeEvent(event)
}

/**
 * An event made safe to show: earlier versions accepted any text, so transcripts and other hosts may contain
 * anything. Null when nothing visible is left.
 */
export function safeEvent(event: RoomEvent): RoomEvent | null {
  if (event.type !== 'post') return event
  const text = printableText(event.text)
  return text === '' ? null : { ...event, text }
}

/** Parses a frame with its text as signed: to check the signature, then to be made safe; never to be shown. */
export function readSignedEvent(frame: Uint8Array): RoomEvent | null {
  if (frame.length > LIMITS.messageBytes) return null
  const fields = parseObject(b4a.toString(frame, 'utf8'))
  if (fields === null) return null
  const { seq, time, author } = fields
  if (!isNumber(seq) || seq === 0 || !isTime(time) || !isKey(author)) return null
  return readKind(fields, { seq, time, author, name: readLabel(fields['name'], author) })
}

function readKind(fields: Json, stamp: Stamp): RoomEvent | null {
  switch (fields['type']) {
    case 'post': {
      const { id, text, signature = null } = fields
      if (!isId(id) || !isRawText(text) || !(signature === null || isSignature(signature)))
        return null
      return { ...stamp, type: 'post', id, text, ...readSigned(signature, fields['signedAt']) }
    }
    case 'join':
      return { ...stamp, type: 'join', isPlain: fields['isPlain'] === true }
    case 'leave': {
      const reason = LEAVE_REASONS.find((known) => known === fields['reason']) ?? 'left'
      return { ...stamp, type: 'leave', reason }
    }
    case 'rename':
      return { ...stamp, type: 'rename', formerly: readLabel(fields['formerly'], stamp.author) }
    default:
      return null
  }
}

/** Version 1 did not sign the time. Its signatures are no longer checked: such a post counts as unsigned. */
function readSigned(
  signature: string | null,
  signedAt: unknown
): Pick<Post, 'signedAt' | 'signature'> {
  const isWhole = signature !== null && isTime(signedAt)
  return isWhole ? { signedAt, signature } : { signedAt: null, signature: null }
}

/** The post in a member's message; null if it is invalid or its text is not clean. */
export function readPost(fields: Json | null): Post | null {
  const { id, text, signedAt, signature } = fields ?? {}
  const isPost = isId(id) && isText(text) && isTime(signedAt) && isSignature(signature)
  return isPost ? { id, text, signedAt, signature } : null
}
