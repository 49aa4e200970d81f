// What a peer may cost us, by what it is to us: every connection is held to one of these (guard.ts).
import { LIMITS } from '../base/limits.ts'

export interface Rate {
  perSecond: number
  burst: number
}

export interface Traffic {
  /** The longest frame. */
  frameBytes: number
  /** Frames that may come, empty ones among them. */
  frames: Rate
  /** Bytes that may come. */
  bytes: Rate
  /** Milliseconds of our time that dealing with them may take. */
  busyMs: Rate
  /** What may be sent that the peer's machine has not acknowledged. */
  unsentBytes: number
}

const UNLIMITED: Rate = { perSecond: Infinity, burst: Infinity }
/** Channel, type and the length of the text. */
const HEAD_BYTES = 64

/** In a room, at its host: a peer that has not said yet what it is, or a plain one. */
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
  /** The host of a room, at a member. Events are held to their window besides (inbox.ts). */
  roomHost: {
    frameBytes: LIMITS.welcomeBytes + HEAD_BYTES,
    frames: LIMITS.hostFrames,
    bytes: LIMITS.hostBytes,
    busyMs: LIMITS.hostBusyMs,
    unsentBytes: LIMITS.unsentBytes
  },
  /** The other end of a pipe, which is there for nobody else: what it sends is held to the window. */
  pipe: {
    frameBytes: LIMITS.dataBytes + HEAD_BYTES,
    frames: UNLIMITED,
    bytes: UNLIMITED,
    busyMs: UNLIMITED,
    unsentBytes: Infinity
  },
  /** Plain bytes into a pipe: a frame is what the peer has written at once, which may be a whole file. */
  plainPipe: {
    frameBytes: LIMITS.wireFrameBytes,
    frames: UNLIMITED,
    bytes: UNLIMITED,
    busyMs: UNLIMITED,
    unsentBytes: Infinity
  }
} as const satisfies Record<string, Traffic>
