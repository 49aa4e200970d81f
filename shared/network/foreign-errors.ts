// Turns errors of HyperDHT, streams and peers into our own.
import { ChatError, codeOf, messageOf, type ChatErrorCode } from '../base/errors.ts'
import type { BreakReason } from './wire.ts'

// For the codes see hyperdht/lib/errors.js and dht-rpc/lib/errors.js, for when they occur nat.md's measurements:
// HOLEPUNCH_ABORTED means either "two randomizing NATs" or "a busy host".
const WHILE_CONNECTING: Record<string, ChatErrorCode> = {
  PEER_NOT_FOUND: 'PEER_NOT_FOUND',

  PEER_CONNECTION_FAILED: 'PEER_UNREACHABLE',
  BAD_HANDSHAKE_REPLY: 'PEER_UNREACHABLE',
  BAD_HOLEPUNCH_REPLY: 'PEER_UNREACHABLE',
  HANDSHAKE_INVALID: 'PEER_UNREACHABLE',
  HANDSHAKE_UNFINISHED: 'PEER_UNREACHABLE',
  STREAM_NOT_CONNECTED: 'PEER_UNREACHABLE',
  REQUEST_TIMEOUT: 'PEER_UNREACHABLE',
  ETIMEDOUT: 'PEER_UNREACHABLE',

  HOLEPUNCH_ABORTED: 'PUNCH_FAILED',
  HOLEPUNCH_INVALID: 'PUNCH_FAILED',
  HOLEPUNCH_PROBE_TIMEOUT: 'PUNCH_FAILED',
  HOLEPUNCH_DOUBLE_RANDOMIZED_NATS: 'PUNCH_FAILED',
  CANNOT_HOLEPUNCH: 'PUNCH_FAILED',
  REMOTE_NOT_HOLEPUNCHING: 'PUNCH_FAILED',
  REMOTE_NOT_HOLEPUNCHABLE: 'PUNCH_FAILED',

  RELAY_ABORTED: 'RELAY_FAILED',
  CHANNEL_CLOSED: 'RELAY_FAILED',

  // A host that closes a connection before it is open refuses it.
  ECONNRESET: 'REFUSED',
  REMOTE_ABORTED: 'REFUSED',
  SERVER_ERROR: 'REFUSED',
  DUPLICATE_CONNECTION: 'REFUSED',
  SERVER_INCOMPATIBLE: 'INCOMPATIBLE',

  NODE_DESTROYED: 'NETWORK_CLOSED',
  SUSPENDED: 'NETWORK_CLOSED',
  IO_SUSPENDED: 'NETWORK_CLOSED',
  REQUEST_DESTROYED: 'NETWORK_CLOSED',

  // Codes that only a bug of ours can cause.
  ALREADY_LISTENING: 'UNEXPECTED',
  KEYPAIR_ALREADY_USED: 'UNEXPECTED'
}

/**
 * Why connecting failed, as a ChatError.
 * `isOnline` says whether any DHT node has answered: without one, no peer can be found.
 */
export function connectError(cause: unknown, isOnline: boolean): ChatError {
  const code = WHILE_CONNECTING[codeOf(cause)] ?? 'UNEXPECTED'
  if (code === 'PEER_NOT_FOUND' && !isOnline) return new ChatError('NETWORK_UNREACHABLE', { cause })
  return new ChatError(code, { cause, values: { reason: messageOf(cause) } })
}

// EPIPE: the reader has gone. EINVAL, EBADF: there never was one (`>&-`, in Bare).
const OUTPUT_GONE = new Set(['EPIPE', 'ECONNRESET', 'EINVAL', 'EBADF'])

/** Why writing to standard output failed, as a ChatError. */
export function outputError(cause: unknown): ChatError {
  if (OUTPUT_GONE.has(codeOf(cause))) return new ChatError('OUTPUT_CLOSED', { cause })
  return new ChatError('OUTPUT_FAILED', { cause, values: { reason: messageOf(cause) } })
}

/** Why reading standard input failed, as a ChatError. */
export function inputError(cause: unknown): ChatError {
  return new ChatError('INPUT_FAILED', { cause, values: { reason: messageOf(cause) } })
}

const BREAKS: Record<BreakReason, ChatErrorCode> = {
  busy: 'BUSY',
  forgotten: 'FORGOTTEN',
  'is-pipe': 'HOST_IS_PIPE',
  'is-chat': 'HOST_IS_CHAT',
  'takes-no-data': 'PEER_TAKES_NO_DATA',
  'has-data': 'PEER_INPUT_UNWANTED',
  'output-closed': 'PEER_OUTPUT_CLOSED',
  'output-failed': 'PEER_OUTPUT_FAILED',
  'input-failed': 'PEER_INPUT_FAILED',
  left: 'PEER_LEFT',
  kicked: 'KICKED',
  banned: 'BANNED',
  full: 'ROOM_FULL',
  slow: 'TOO_SLOW',
  flood: 'TOO_FAST',
  spent: 'WORDS_SPENT',
  protocol: 'PEER_PROTOCOL'
}

/** The reason a peer gave for ending the channel, as a ChatError. `progress` says how far the transfer was. */
export function breakError(reason: BreakReason, progress: string): ChatError {
  return new ChatError(BREAKS[reason], { values: { progress } })
}

/** Why an open connection was closed, as a ChatError: our own guard may have done it. */
export function lostError(cause: unknown, progress: string): ChatError {
  const code = cause instanceof ChatError ? cause.code : 'LOST'
  return new ChatError(code, { cause, values: { progress } })
}

/** What we tell the peer when we fail with `code`; null when the wire has no word for it. */
export function reasonToBreak(code: ChatErrorCode): BreakReason | null {
  switch (code) {
    case 'BUSY':
      return 'busy'
    case 'OUTPUT_CLOSED':
      return 'output-closed'
    case 'OUTPUT_FAILED':
      return 'output-failed'
    case 'INPUT_FAILED':
      return 'input-failed'
    case 'PEER_TAKES_NO_DATA':
      return 'takes-no-data'
    case 'INPUT_UNWANTED':
      return 'has-data'
    case 'PROTOCOL':
      return 'protocol'
    case 'FLOODED':
      return 'flood'
    default:
      return null
  }
}
