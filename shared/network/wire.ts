// The wire format between our own peers: channels and messages. Everything received passes through here first.
import type { Encoder } from 'compact-encoding'
import { LIMITS } from '../base/limits.ts'
import { encoding } from '../base/packages.ts'

/** Why a side ends the channel, as sent on the wire. Each side has its own sentence for it. */
const BREAK_REASONS = [
  'busy',
  'forgotten',
  'is-pipe',
  'is-chat',
  'takes-no-data',
  'has-data',
  'output-closed',
  'output-failed',
  'input-failed',
  'left',
  'kicked',
  'banned',
  'full',
  'slow',
  'flood',
  'spent',
  'protocol'
] as const

export type BreakReason = (typeof BREAK_REASONS)[number]

export type Json = { readonly [field: string]: unknown }

/**
 * A JSON object, encoded as compact-encoding's own `json`. That decoder throws SyntaxError on invalid JSON, which
 * Protomux treats as a bug of ours and rethrows where nothing catches it: one bad message would end the process.
 * Here anything but a JSON object within the limit decodes to null.
 */
export const control = controlWithin(LIMITS.messageBytes)

/** The same for messages of up to `maxBytes` of JSON. */
export function controlWithin(maxBytes: number): Encoder<Json | null> {
  return {
    preencode: (state, value) => encoding.string.preencode(state, JSON.stringify(value)),
    encode: (state, value) => encoding.string.encode(state, JSON.stringify(value)),
    decode: (state) => {
      const { start } = state
      if (encoding.uint.decode(state) > maxBytes) {
        state.start = state.end
        return null
      }
      state.start = start
      return parseObject(encoding.string.decode(state))
    }
  }
}

export const data: Encoder<Uint8Array> = encoding.raw

/** `{ reason }` of a break message; 'protocol' for anything else. */
export function readBreakReason(message: Json | null): BreakReason {
  return BREAK_REASONS.find((reason) => reason === message?.['reason']) ?? 'protocol'
}

/**
 * The protocol of the channel that a peer's first bytes open; null when they are not a Protomux channel open, so the
 * peer is plain (Protomux: control session 0, type 1, channel, protocol).
 */
export function openedProtocol(firstBytes: Uint8Array): string | null {
  return readOpen(firstBytes)?.protocol ?? null
}

/** Whether such an open matches ours: one with an id, or for any but the first channel, would wait for ever. */
export function meetsOurs(firstBytes: Uint8Array): boolean {
  const open = readOpen(firstBytes)
  return open?.channel === 1 && open.idBytes === 0
}

/** The handshake of such an open; null when it is none, or no JSON object within the limit. */
export function openedHello(firstBytes: Uint8Array): Json | null {
  const open = readOpen(firstBytes)
  if (open === null) return null
  try {
    return control.decode({ start: open.end, end: firstBytes.length, buffer: firstBytes })
  } catch {
    return null // Out of bounds: truncated
  }
}

function readOpen(
  bytes: Uint8Array
): { channel: number; protocol: string; idBytes: number; end: number } | null {
  if (bytes[0] !== 0 || bytes[1] !== 1) return null
  try {
    const state = { start: 2, end: bytes.length, buffer: bytes }
    const channel = encoding.uint.decode(state)
    const protocol = encoding.string.decode(state)
    if (!protocol.startsWith('hyperdht-chat/')) return null
    const isCut = state.start === state.end
    const idBytes = isCut ? -1 : encoding.uint.decode(state)
    return { channel, protocol, idBytes, end: state.start }
  } catch {
    return null // Out of bounds: truncated, so not a channel open
  }
}

/** Whether a host's first bytes can be Protomux: a control message, not a batch. */
export function isProtomux(firstBytes: Uint8Array): boolean {
  const [session = -1, type = -1] = firstBytes
  return session === 0 && type >= 1 && type <= 3
}

/** A JSON object, or null. */
export function parseObject(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Json)
      : null
  } catch {
    return null // not JSON
  }
}
