// The limits of a peer by its role: every connection is guarded by one of these (guard.ts).
import { LIMITS } from '../base/limits.ts'

export interface Rate {
  perSecond: number
  burst: number
}

export interface Traffic {
  /** The longest frame. */
  frameBytes: number
  /** Frames received, including empty ones. */
  frames: Rate
  /** Bytes received. */
  bytes: Rate
  /** Milliseconds of our time spent on handling them. */
  busyMs: Rate
  /** Bytes sent and not acknowledged by the peer's machine. */
  unsentBytes: number
}

const UNLIMITED: Rate = { perSecond: Infinity, burst: Infinity }
/** Channel, type and length of the text. */
const HEAD_BYTES = 64

/** A peer of a room's host: plain, or not identified yet. */
const plainMember: Traffic = {
  frameBytes: LIMITS.plainFrameBytes,
  frames: LIMITS.memberFrames,
  bytes: LIMITS.memberBytes,
  busyMs: LIMITS.memberBusyMs,
  unsentBytes: LIMITS.unsentBytes
}

export const TRAFFIC = {
  plainMember,
  member: { ...plainMember, frameBytes: LIMITS.messageBytes + HEAD_BYTES },
  /** The host of a room, on a member. Its events are also limited by their window (inbox.ts). */
  roomHost: {
    frameBytes: LIMITS.welcomeBytes + HEAD_BYTES,
    frames: LIMITS.hostFrames,
    bytes: LIMITS.hostBytes,
    busyMs: LIMITS.hostBusyMs,
    unsentBytes: LIMITS.unsentBytes
  },
  /** Either end of a connection to a relay: what is carried does not come through it. */
  relay: { ...plainMember, frameBytes: LIMITS.relayFrameBytes, frames: LIMITS.relayFrames },
  /** Either end of an invite: a handful of short messages. */
  invite: { ...plainMember, frameBytes: LIMITS.inviteFrameBytes },
  /** The other end of a pipe, which serves no other peer: the window limits what it sends. */
  pipe: {
    frameBytes: LIMITS.dataBytes + HEAD_BYTES,
    frames: UNLIMITED,
    bytes: UNLIMITED,
    busyMs: UNLIMITED,
    unsentBytes: Infinity
  },
  /** Plain bytes into a pipe: a frame is whatever the peer wrote at once, which may be a whole file. */
  plainPipe: {
    frameBytes: LIMITS.wireFrameBytes,
    frames: UNLIMITED,
    bytes: UNLIMITED,
    busyMs: UNLIMITED,
    unsentBytes: Infinity
  }
} as const satisfies Record<string, Traffic>
