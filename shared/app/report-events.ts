// What the apps report about themselves.
import type { ChatErrorCode } from '../base/errors.ts'
import type { PublicKey } from '../base/key.ts'
import type { ShownPath } from './shown-path.ts'

export type ReportEvent =
  | { event: 'listening'; key: PublicKey; join: string }
  /** A member may carry connections of others in the room from now on; it does, or no longer. */
  | { event: 'relay-offered' }
  | { event: 'relay-load'; pairs: number; bytesPerSecond: number }
  /** Carries connections of others. */
  | { event: 'relaying'; key: PublicKey }
  | { event: 'key-made'; folder: string }
  /** Something is wrong, and the app goes on. */
  | { event: 'problem'; text: string }
  | ({ event: 'invite' } & Invitation)
  /** Somebody has used the words of an invite: `name` is what they ask to be called. */
  | { event: 'invited'; key: PublicKey; name: string | null }
  /** Looking for the host of an invite's words. */
  | { event: 'redeeming' }
  | { event: 'connecting'; key: PublicKey }
  /** `name` is the name this member asks for, `way` the path once there is one. */
  | { event: 'stage'; stage: Stage; name: string; way?: ShownPath | null }
  | { event: 'retrying'; code: ChatErrorCode; reason: string }
  | { event: 'knocking'; key: PublicKey; name: string }
  | { event: 'silent' }
  | ({ event: 'connected'; peer: string | null; isPlain: boolean } & ShownPath)
  /** The path to the host, or on a host to a peer, is another now, or more is known of it. */
  | ({ event: 'path'; peer: string | null } & ShownPath)
  /** A host that had admitted us is lost: why, in two forms. */
  | { event: 'reconnecting'; code: ChatErrorCode; reason: string }
  | { event: 'reconnected'; seconds: number }
  | { event: 'refused'; peer: string; reason: string }
  | { event: 'lost'; peer: string; reason: string }
  /** A pipe's connection is broken: it waits so long for its peer to come back. */
  | { event: 'broken'; peer: string; seconds: number }
  | { event: 'resumed'; peer: string }
  /** What has gone through a pipe, in all: `blake2b` is what `b2sum -l 128` prints; null for no bytes. */
  | { event: 'fingerprint'; peer: string | null; sent: Passed | null; received: Passed | null }
  | { event: 'peer-ended' }
  | { event: 'input-unread' }
  /** Standard output accepts nothing for now. */
  | { event: 'output-failed'; reason: string }
  | { event: 'plain-host' }
  | { event: 'name-unused'; name: string; wish: string }
  | { event: 'host-left' }
  /** Texts that the host has not confirmed, kept for the next start or not, and the line that was being typed. */
  | { event: 'unsent'; texts: readonly string[]; draft: string; isKept: boolean }

/** What to give to somebody who is to join. */
export interface Invitation {
  /** The host's key, and the line that joins with it; null where they have just been printed. */
  key: PublicKey | null
  join: string | null
  /** Words that are good once, and the line that joins with them; null at a member. */
  words: string | null
  joinWithWords: string | null
}

/** The bytes of one direction of a pipe. */
export interface Passed {
  bytes: number
  blake2b: string
}

/** The stages of connecting. */
export type Stage =
  | 'looking-up'
  | 'found'
  | 'knocking'
  | 'punching'
  | 'connected'
  | 'waiting'
  | 'lost'
  | 'left'
  | 'absent'
  | 'no-network'
