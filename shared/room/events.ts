// The events of a room: what the host has ordered. Made by the host, read by everybody.
import { LIMITS } from '../base/limits.ts'
import { b4a } from '../base/packages.ts'
import { printableText } from '../base/text.ts'
import { parseObject, type Json } from '../network/wire.ts'
import { isId, isKey, isNumber, isRawText, isSignature, isText, isTime } from './fields.ts'
import { readLabel } from './names.ts'

/** Why somebody is not in the room any more. */
const LEAVE_REASONS = ['left', 'kicked', 'banned'] as const
export type LeaveReason = (typeof LEAVE_REASONS)[number]

/** What the author of a post hands in. */
export interface Post {
  /** 32 hex digits, chosen by the author: the same id twice is the same post. */
  id: string
  /** One or more lines. A text that starts with `/me ` is what the author does. */
  text: string
  /** When the author signed it, in milliseconds since 1970 by the author's clock; null without a signature. */
  signedAt: number | null
  /** Of the author's identity (signing.ts), 128 hex digits; null for a plain peer, which cannot sign. */
  signature: string | null
}

interface Stamp {
  /** The place in the room's order: 1, 2, 3 … */
  seq: number
  /** When the host ordered it: milliseconds since 1970, by its clock. */
  time: number
  /** The public key of whom it is about, 64 hex digits. */
  author: string
  /** What the author is called in the room. */
  name: string
}

export type PostEvent = Stamp & { type: 'post' } & Post
export type RoomEvent =
  | PostEvent
  | (Stamp & { type: 'join'; isPlain: boolean })
  | (Stamp & { type: 'leave'; reason: LeaveReason })
  | (Stamp & { type: 'rename'; formerly: string })

/** An event without its place and time: what the room says has happened. */
export type Happening = RoomEvent extends infer Event
  ? Event extends RoomEvent
    ? Omit<Event, 'seq' | 'time'>
    : never
  : never

/** An event as it goes to disk and over the wire, encoded once for all: JSON, with `seq`, `time`, `type` first. */
export function encodeEvent(seq: number, time: number, happening: Happening): Uint8Array {
  const { type, ...fields } = happening
  return b4a.from(JSON.stringify({ seq, time, type, ...fields }))
}

const POST_FRAME = /^\{"seq":\d+,"time":\d+,"type":"post",/
/** As many bytes as the fields before the author take at most. */
const KIND_BYTES = 80

/** Whether a frame of ours holds a post, without reading all of it. */
export function isPostFrame(frame: Uint8Array): boolean {
  return POST_FRAME.test(b4a.toString(frame.subarray(0, KIND_BYTES)))
}

/** Reads a frame, safe to show; null for what is no event within the limits. Its signature is not looked at. */
export function readEvent(frame: Uint8Array): RoomEvent | null {
  const event = readSignedEvent(frame)
  return event && safeEvent(event)
}

/**
 * An event that is safe to show: earlier versions took any text, and so transcripts and other hosts may hold
 * anything. Null when nothing is left of it.
 */
export function safeEvent(event: RoomEvent): RoomEvent | null {
  if (event.type !== 'post') return event
  const text = printableText(event.text)
  return text === '' ? null : { ...event, text }
}

/** Reads a frame with its text as it was signed: to check that, then to be made safe, never to be shown. */
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

/** Version 1 signed no time. Nobody checks such a signature any more: the post counts as one without. */
function readSigned(
  signature: string | null,
  signedAt: unknown
): Pick<Post, 'signedAt' | 'signature'> {
  const isWhole = signature !== null && isTime(signedAt)
  return isWhole ? { signedAt, signature } : { signedAt: null, signature: null }
}

/** The post in a member's message; null for none within the limits, or one whose text is not clean. */
export function readPost(fields: Json | null): Post | null {
  const { id, text, signedAt, signature } = fields ?? {}
  const isPost = isId(id) && isText(text) && isTime(signedAt) && isSignature(signature)
  return isPost ? { id, text, signedAt, signature } : null
}
