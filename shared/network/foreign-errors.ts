// Turns errors of HyperDHT, streams and peers into our own.
import { ChatError, codeOf, messageOf, type ChatErrorCode } from '../base/errors.ts'
import type { AttemptFacts } from './attempt.ts'
import { FIREWALL } from './handshake.ts'
import type { BreakReason } from './wire.ts'

// For the codes see hyperdht/lib/errors.js and dht-rpc/lib/errors.js. HOLEPUNCH_ABORTED and REMOTE_ABORTED mean many
// things: `whyUnreachable` tells them apart.
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
  // A host that punches for others already answers so.
  REMOTE_ABORTED: 'PUNCH_FAILED',

  RELAY_ABORTED: 'RELAY_FAILED',
  CHANNEL_CLOSED: 'RELAY_FAILED',

  // A host that closes a connection before it is open refuses it.
  ECONNRESET: 'REFUSED',
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

/** Nothing is known of an attempt, but that this machine is online. */
export const NO_FACTS: AttemptFacts = {
  isOnline: true,
  hasAnswered: false,
  isLocalSilent: false,
  own: FIREWALL.unknown,
  host: FIREWALL.unknown
}

/** Why connecting failed, as a ChatError: by HyperDHT's error, and by what the attempt has shown of the networks. */
export function connectError(cause: unknown, facts: AttemptFacts): ChatError {
  if (cause instanceof ChatError) return cause
  const code = whyUnreachable(WHILE_CONNECTING[codeOf(cause)] ?? 'UNEXPECTED', facts)
  return new ChatError(code, { cause, values: { reason: messageOf(cause) } })
}

function whyUnreachable(code: ChatErrorCode, facts: AttemptFacts): ChatErrorCode {
  const { isOnline, hasAnswered, isLocalSilent, own, host } = facts
  const isUnanswered = code === 'PEER_NOT_FOUND' || code === 'PEER_UNREACHABLE'
  if (isUnanswered && !isOnline) return 'NETWORK_UNREACHABLE'
  if (code !== 'PUNCH_FAILED' && !(code === 'PEER_UNREACHABLE' && hasAnswered)) return code
  if (isLocalSilent) return 'LOCAL_FIREWALL'
  const kinds = [own, host]
  if (kinds.every((kind) => kind === FIREWALL.random)) return 'BOTH_RANDOM'
  return kinds.includes(FIREWALL.random) ? 'PUNCH_FAILED' : 'PATH_BLOCKED'
}

// EPIPE: the reader has gone. EINVAL, EBADF: there never was one (`>&-`, in Bare).
const OUTPUT_GONE = new Set(['EPIPE', 'ECONNRESET', 'EINVAL', 'EBADF'])

/** Why writing to standard output failed, as a ChatError. */
export function outputError(cause: unknown): ChatError {
  if (cause instanceof ChatError) return cause
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
    case 'BUFFER_FAILED':
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
