// The messages of the pipe's channel, checked against the limits. Pure.
import { LIMITS } from '../base/limits.ts'
import type { Json } from '../network/wire.ts'

export const PIPE_PROTOCOL = 'hyperdht-chat/pipe/1'

/** What a side of a pipe does with bytes. */
export interface PipeRole {
  /** False: "I send nothing, do not wait for it." */
  sends: boolean
  /** False: "I accept nothing, do not send." */
  receives: boolean
}

/** The handshake of a pipe channel. */
export interface PipeHello extends PipeRole {
  /** The secret of a pipe that can go on over another connection: 64 hex digits. Null for one that cannot. */
  session: string | null
  /** How many bytes of that pipe have arrived here. */
  received: number
  /** Whether it goes on: false for a new one. */
  resumes: boolean
}

/** The same as it is read. */
export interface PeerHello extends PipeHello {
  /** There will be no pipe: the reason follows. */
  refuses: boolean
}

/** Missing or invalid fields of a handshake are as if it were one of a pipe that sends, receives and cannot resume. */
export function readPipeHello(message: Json | null): PeerHello {
  const { session, received } = message ?? {}
  return {
    sends: message?.['sends'] !== false,
    receives: message?.['receives'] !== false,
    session: typeof session === 'string' && /^[0-9a-f]{64}$/.test(session) ? session : null,
    received: readCount(received) ?? 0,
    resumes: message?.['resumes'] === true,
    refuses: message?.['refuses'] === true
  }
}

/** As it is on the wire: without what says nothing. */
export function writePipeHello({ sends, receives, session, ...hello }: PipeHello): object {
  if (session === null) return { sends, receives }
  const { received, resumes } = hello
  return { sends, receives, session, received, ...(resumes && { resumes }) }
}

/** `{ bytes }` of an end or a receipt; null unless it is a count that a number represents exactly. */
export function readByteCount(message: Json | null): number | null {
  return readCount(message?.['bytes'])
}

/** `{ window }` of a receipt, and no more than we keep for a peer; the usual one for anything else. */
export function readWindow(message: Json | null): number {
  const window = readCount(message?.['window']) ?? 0
  return Math.min(Math.max(window, LIMITS.windowBytes), LIMITS.widestWindowBytes)
}

function readCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}
