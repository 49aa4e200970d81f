// The messages of the room's channel besides events: read, and checked against the limits.
import { LIMITS } from '../base/limits.ts'
import { isId, isKey, isLogId, isNumber, isSealed } from './fields.ts'
import { readLabel } from './names.ts'
import type { Json } from '../network/wire.ts'

export const ROOM_PROTOCOL = 'hyperdht-chat/room/2'

/** How a member comes in. */
export interface Hello {
  /** What it wants to be called; null for its short key. */
  name: string | null
  /** The last event it has, by the number of that numbering; null for none. */
  since: Position | null
}

export interface Position {
  log: string
  seq: number
}

export interface Person {
  key: string
  name: string
  /** A plain peer: it cannot sign what it says, nor open what is sealed. */
  isPlain: boolean
}

/** Whether the host keeps what is said on disk. It may have to give up: then what follows is gone with it. */
const TRANSCRIPT_STATES = ['kept', 'none', 'failed'] as const
export type TranscriptState = (typeof TRANSCRIPT_STATES)[number]

/** What everybody in a room may know of it. */
export interface RoomFacts {
  /** Only listed keys get in. */
  isPrivate: boolean
  transcript: TranscriptState
}

export interface Welcome extends RoomFacts {
  /** The room's key, which is the host's author key too. */
  room: string
  /** The member's own key and what it is called. */
  you: string
  name: string
  /** The numbering of the events, and its newest number: what comes up to it is from before. */
  log: string
  seq: number
  /** The number before the first event that follows. */
  from: number
  /** All events from the hello's `since` on follow. Otherwise only posts do up to `seq`, not all of them. */
  isResumed: boolean
  /** Who is here, as of `seq`. */
  roster: Person[]
  /** The same key was here already, and keeps the name it had. */
  hadJoined: boolean
}

/** A sealed text on its way: `peer` is whom it is for on the way in, whom it is from on the way out. */
export interface WhisperMessage {
  peer: string
  id: string
  sealed: string
}

export type Notice =
  /** Post `id` was not taken, nor any after it: send them again after so long. */
  | { kind: 'slow-down'; id: string; afterMs: number }
  /** Whisper `id` was passed on, or nobody of that key is here who could read it. */
  | { kind: 'whispered' | 'not-whispered'; id: string }
  /** The wish to be called something cannot be met. */
  | { kind: 'name-refused' }
  /** The host can no longer write its transcript. */
  | { kind: 'unkept' }

/** Whatever is odd in a hello is as if it were not there. */
export function readHello(message: Json | null): Hello {
  const name = message?.['name']
  const since = message?.['since'] as Partial<Position> | null | undefined
  const { log, seq } = since ?? {}
  return {
    name: typeof name === 'string' ? name : null,
    since: isLogId(log) && isNumber(seq) ? { log, seq } : null
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
    isPrivate: message['isPrivate'] === true,
    transcript: TRANSCRIPT_STATES.find((state) => state === message['transcript']) ?? 'none',
    roster: people as Person[],
    hadJoined: message['hadJoined'] === true
  }
}

function readPerson(value: unknown): Person | null {
  const { key, name, isPlain } = (value ?? {}) as Json
  return isKey(key) ? { key, name: readLabel(name, key), isPlain: isPlain === true } : null
}

export function readWhisper(message: Json | null): WhisperMessage | null {
  const { peer, id, sealed } = message ?? {}
  return isKey(peer) && isId(id) && isSealed(sealed) ? { peer, id, sealed } : null
}

/** The longest a member lets itself be told to wait. */
const LONGEST_WAIT_MS = 60_000

export function readNotice(message: Json | null): Notice | null {
  const { kind, id, afterMs } = message ?? {}
  switch (kind) {
    case 'slow-down':
      if (!isId(id) || !isNumber(afterMs)) return null
      return { kind, id, afterMs: Math.min(afterMs, LONGEST_WAIT_MS) }
    case 'whispered':
    case 'not-whispered':
      return isId(id) ? { kind, id } : null
    case 'name-refused':
    case 'unkept':
      return { kind }
    default:
      return null
  }
}

/** The number of an event: the newest a member has dealt with, or the newest that was left out. */
export function readSeq(message: Json | null): number | null {
  const seq = message?.['seq']
  return isNumber(seq) ? seq : null
}

/** What a member wants to be called from now on. */
export function readRename(message: Json | null): string | null {
  const name = message?.['name']
  return typeof name === 'string' ? name : null
}
