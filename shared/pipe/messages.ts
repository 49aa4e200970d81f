// The messages of the pipe's channel, checked against the limits. Pure.
import type { Json } from '../network/wire.ts'

export const PIPE_PROTOCOL = 'hyperdht-chat/pipe/1'

export interface PipeHello {
  /** False: "I send nothing, do not wait for it." */
  sends: boolean
  /** False: "I accept nothing, do not send." */
  receives: boolean
}

/** The handshake of a pipe channel. Missing or invalid fields default to true. */
export function readPipeHello(message: Json | null): PipeHello {
  return { sends: message?.['sends'] !== false, receives: message?.['receives'] !== false }
}

/** `{ bytes }` of an end or a receipt; null unless it is a count that a number represents exactly. */
export function readByteCount(message: Json | null): number | null {
  const bytes = message?.['bytes']
  return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null
}
