// The messages of the room's channel besides events: parsed, and checked against the limits.
import { isKey, type PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import { isId, isLogId, isNumber, isSealed } from './fields.ts'
import { readLabel, readRoomName } from './names.ts'
import type { Json } from '../network/wire.ts'

export const ROOM_PROTOCOL = 'hyperdht-chat/room/2'

/** A member's request to join. */
export interface Hello {
  /** The name it asks for; null for its short key. */
  name: string | null
  /** The last event it has, with the id of its log; null for none. */
  since: Position | null
  /** Random, one for each process: its new connection replaces its old one. Null: both stay. */
  instance: string | null
}

export interface Position {
  log: string
  seq: number
}

export interface Person {
  key: PublicKey
  name: string
  /** A plain peer: it cannot sign posts or open whispers. */
  isPlain: boolean
  /** Its connection is lost, and its place is kept in case it comes back soon. */
  isAway: boolean
}

/** Whose connections are lost, and whose are restored, as of event `seq`. This is not history, so not in the log. */
export interface Presence {
  seq: number
  away: PublicKey[]
  back: PublicKey[]
}

/** Whether the host saves events to disk. If that fails, what follows is lost when the host exits. */
const TRANSCRIPT_STATES = ['kept', 'none', 'failed'] as const
export type TranscriptState = (typeof TRANSCRIPT_STATES)[number]

/** Facts about a room that everybody in it may know. */
export interface RoomFacts {
  /** What the host calls it; null for nothing. Anybody can call a room anything. */
  roomName: string | null
  /** Only listed keys are admitted. */
  isPrivate: boolean
  transcript: TranscriptState
}

export interface Welcome extends RoomFacts {
  /** The room's key, which is also the host's author key. */
  room: PublicKey
  /** The member's own key and name. */
  you: PublicKey
  name: string
  /** The id of the log, and its last sequence number: events up to it are history. */
  log: string
  seq: number
  /** The sequence number before the first event that follows. */
  from: number
  /** All events since the hello's `since` follow. Otherwise only some posts follow up to `seq`. */
  isResumed: boolean
  /** Who is here, as of `seq`. */
  roster: Person[]
  /** The same key is already in the room, and keeps its name. */
  hadJoined: boolean
}

/** A sealed text in transit: `peer` is the recipient on the way to the host, the author on the way from it. */
export interface WhisperMessage {
  peer: PublicKey
  id: string
  sealed: string
}

export type Notice =
  /** The host dropped post `id` and all after it: resend them after this time. */
  | { kind: 'slow-down'; id: string; afterMs: number }
  /** The host has had post `id` before: its event may be further back than the member is shown. */
  | { kind: 'posted'; id: string }
  /** Whisper `id` was forwarded, or nobody with that key is here who could read it. */
  | { kind: 'whispered' | 'not-whispered'; id: string }
  /** The requested name is not available. */
  | { kind: 'name-refused' }
  /** The host can no longer write its transcript. */
  | { kind: 'unkept' }
  /** After that: the transcript has everything again. */
  | { kind: 'kept' }
  /** The relay with this key, which carries this connection, is this member. */
  | { kind: 'relayed'; relay: PublicKey; member: PublicKey }

/** Invalid fields of a hello are ignored. */
export function readHello(message: Json | null): Hello {
  const name = message?.['name']
  const since = message?.['since'] as Partial<Position> | null | undefined
  const instance = message?.['instance']
  const { log, seq } = since ?? {}
  return {
    name: typeof name === 'string' ? name : null,
    since: isLogId(log) && isNumber(seq) ? { log, seq } : null,
    instance: isId(instance) ? instance : null
  }
}

export function readWelcome(message: Json | null): Welcome | null {
  if (message === null) return null
  const { room, you, log, seq, from, roster } = message
  if (!isKey(room) || !isKey(you) || !isLogId(log) || !isNumber(seq) || !isNumber(from)) return null
  if (from > seq || !Array.isArray(roster) || roster.length > LIMITS.membersWished.most) return null
  const people = roster.map(readPerson)
  if (people.includes(null)) return null
  const name = readLabel(message['name'], you)
  return {
    room,
    you,
    name,
    log,
    seq,
    from,
    isResumed: message['isResumed'] === true,
    roomName: readRoomName(message['roomName']),
    isPrivate: message['isPrivate'] === true,
    transcript: TRANSCRIPT_STATES.find((state) => state === message['transcript']) ?? 'none',
    roster: people as Person[],
    hadJoined: message['hadJoined'] === true
  }
}

function readPerson(value: unknown): Person | null {
  const { key, name, isPlain, isAway } = (value ?? {}) as Json
  if (!isKey(key)) return null
  return { key, name: readLabel(name, key), isPlain: isPlain === true, isAway: isAway === true }
}

export function readPresence(message: Json | null): Presence | null {
  const { seq, away, back } = message ?? {}
  if (!isNumber(seq) || !areKeys(away) || !areKeys(back)) return null
  return { seq, away, back }
}

function areKeys(value: unknown): value is PublicKey[] {
  return Array.isArray(value) && value.length <= LIMITS.presenceKeys && value.every(isKey)
}

export function readWhisper(message: Json | null): WhisperMessage | null {
  const { peer, id, sealed } = message ?? {}
  return isKey(peer) && isId(id) && isSealed(sealed) ? { peer, id, sealed } : null
}

/** The longest delay a host may impose on a member. */
const LONGEST_WAIT_MS = 60_000

export function readNotice(message: Json | null): Notice | null {
  const { kind, id, afterMs, relay, member } = message ?? {}
  switch (kind) {
    case 'slow-down':
      if (!isId(id) || !isNumber(afterMs)) return null
      return { kind, id, afterMs: Math.min(afterMs, LONGEST_WAIT_MS) }
    case 'posted':
    case 'whispered':
    case 'not-whispered':
      return isId(id) ? { kind, id } : null
    case 'name-refused':
    case 'unkept':
    case 'kept':
      return { kind }
    case 'relayed':
      return isKey(relay) && isKey(member) ? { kind, relay, member } : null
    default:
      return null
  }
}

/** A sequence number: the newest event a member has handled, or the newest that was left out. */
export function readSeq(message: Json | null): number | null {
  const seq = message?.['seq']
  return isNumber(seq) ? seq : null
}

/** The name a member asks for. */
export function readRename(message: Json | null): string | null {
  const name = message?.['name']
  return typeof name === 'string' ? name : null
}
