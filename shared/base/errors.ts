// Every way the apps can fail: one table from code to exit code and sentence. Prints nothing.

import { wordsOf } from './system-words.ts'
import { visible } from './text.ts'

/** Exit codes, the same for both apps. A process killed by signal n exits with 128 + n. */
export const EXIT = {
  OK: 0,
  UNEXPECTED: 1,
  USAGE: 2,
  UNREACHABLE: 3,
  REFUSED: 4,
  LOST: 5,
  TIMED_OUT: 6
} as const

const ERRORS = {
  UNEXPECTED: [EXIT.UNEXPECTED, 'Something failed that should not: {reason}'],

  USAGE: [EXIT.USAGE, '{reason}'],
  KEY_MISSING: [EXIT.USAGE, 'Which host? Give the public key it prints: {command} <key>'],
  KEY_EMPTY: [EXIT.USAGE, 'Not a public key: it is empty'],
  KEY_NONE: [
    EXIT.USAGE,
    'Not a public key{text}. A key is 64 hex digits or 52 z-base-32 letters, and the host prints its own'
  ],
  KEY_TOO_SHORT: [
    EXIT.USAGE,
    'Not a public key: {length} {alphabet}s, and it takes {expected}. Was its end cut off?'
  ],
  KEY_TOO_LONG: [
    EXIT.USAGE,
    'Not a public key: {length} {alphabet}s, and it takes {expected}. Was something pasted twice?'
  ],
  KEY_FOREIGN_LETTER: [
    EXIT.USAGE,
    'Not a public key: {letter} at position {position} is no {alphabet}'
  ],
  KEY_IS_SECRET: [
    EXIT.USAGE,
    'That is a secret key. Join with the public key, the one the host prints, and show the secret ' +
      'key to nobody'
  ],
  KEY_IMPOSSIBLE: [
    EXIT.USAGE,
    'Not a public key: no key pair has it, so at least one letter is wrong'
  ],

  IDENTITY_DAMAGED: [
    EXIT.UNEXPECTED,
    'The key file {path} is damaged: {reason}. Put a backup in its place, or move it away to ' +
      'start with a new key'
  ],
  IDENTITY_EXPOSED: [
    EXIT.UNEXPECTED,
    'Others on this machine can read the key file {path} (mode {mode}). To keep the key: chmod ' +
      '600 {path}. If somebody may have read it, move it away to start with a new one'
  ],
  IDENTITY_IN_USE: [
    EXIT.UNEXPECTED,
    'The identity "{name}" is hosted by another process already. Stop that one, or take another ' +
      'identity: --identity <name>'
  ],
  STORAGE_EXPOSED: [
    EXIT.UNEXPECTED,
    'Others on this machine can write to the folder {path} (mode {mode}), and so could swap the ' +
      'key in it. To close it: chmod go-w {path}. Or choose another folder with --storage <dir>'
  ],
  NO_HOME: [
    EXIT.UNEXPECTED,
    'There is no home folder to keep a key pair in: HOME is not an absolute path, and the system ' +
      'lists none for this user. Choose a folder with --storage <dir>, or keep nothing with --ephemeral'
  ],
  STORAGE_UNREADABLE: [EXIT.UNEXPECTED, 'Cannot read {path}: {reason}'],
  STORAGE_UNWRITABLE: [
    EXIT.UNEXPECTED,
    'Cannot write to {path}: {reason}. Choose another folder with --storage <dir>, or keep ' +
      'nothing with --ephemeral'
  ],

  NOT_KEPT: [
    EXIT.UNEXPECTED,
    'Done, but only until this app ends: {path} cannot be written: {reason}'
  ],

  TRANSCRIPT_FAILED: [
    EXIT.UNEXPECTED,
    'Cannot keep the transcript {path}: {reason}. Nothing in it was changed. Put that right, or keep ' +
      'none with --no-transcript'
  ],

  EXEC_FAILED: [EXIT.UNEXPECTED, 'The program {command} ended with exit code {code}'],

  NETWORK_UNREACHABLE: [
    EXIT.UNREACHABLE,
    'No node of the DHT answered. Is this machine online, and is UDP let through?'
  ],
  NETWORK_CLOSED: [EXIT.UNREACHABLE, 'The connection to the DHT was closed while connecting'],
  PEER_NOT_FOUND: [
    EXIT.UNREACHABLE,
    'Nobody is listening on that key. Is the host running, and is the key the one it prints?'
  ],
  PEER_UNREACHABLE: [
    EXIT.UNREACHABLE,
    'The host was found but could not be reached. It may just have left, or a firewall on either ' +
      'side drops UDP: try again in a minute'
  ],
  PUNCH_FAILED: [
    EXIT.UNREACHABLE,
    'No direct path to the host could be opened. A busy host lets it fail now and then: try again ' +
      'in half a minute. If it stays so, both networks change ports for every peer, and one side ' +
      'has to use another network'
  ],
  RELAY_FAILED: [
    EXIT.UNREACHABLE,
    'The relay could not connect the two sides. Try again, or through another relay'
  ],

  REFUSED: [EXIT.REFUSED, 'The host refused: it is busy with another peer, or does not admit you'],
  BUSY: [
    EXIT.REFUSED,
    'The host is busy: a pipe has one peer at a time, and a room takes newcomers in one by one when ' +
      'very many come. Try again later, or keep trying with --wait'
  ],
  HOST_IS_PIPE: [
    EXIT.REFUSED,
    'The host is a pipe, and you came to chat. Redirect standard input or output, or use --pipe'
  ],
  HOST_IS_CHAT: [
    EXIT.REFUSED,
    'The host is a chat, and you came with a pipe. Join it on a terminal, or use --chat'
  ],
  NO_PIPE: [EXIT.REFUSED, 'The host knows no pipe like ours. Update the older of the two sides'],
  NO_CHAT: [EXIT.REFUSED, 'The host knows no chat like ours. Update the older of the two sides'],
  KICKED: [EXIT.REFUSED, 'The host has put you out of the room. You may come back'],
  BANNED: [EXIT.REFUSED, 'The host has banned your key from the room'],
  ROOM_FULL: [EXIT.REFUSED, 'The room is full. Try again later'],
  PLAIN_HOST: [
    EXIT.REFUSED,
    'The host does not answer in our protocol. If it pipes plain bytes, join it with --plain, which ' +
      'proves no delivery'
  ],
  PEER_TAKES_NO_DATA: [EXIT.REFUSED, 'Both sides only want to send (--send-only)'],
  NOBODY_SENDS: [EXIT.REFUSED, 'Both sides only want to receive (--recv-only)'],
  INPUT_UNWANTED: [
    EXIT.REFUSED,
    'The other side takes no data (--send-only), and standard input here has some. Without --send-only there, or ' +
      'with --recv-only here, it works'
  ],
  PEER_INPUT_UNWANTED: [
    EXIT.REFUSED,
    'The other side has data to send, which --send-only here does not take'
  ],
  INCOMPATIBLE: [
    EXIT.REFUSED,
    'The host speaks another version of HyperDHT. Update the older of the two sides'
  ],

  LOST: [EXIT.LOST, 'The connection was lost{progress}'],
  PROTOCOL: [
    EXIT.LOST,
    'The other side sent what makes no sense, so the connection was closed{progress}'
  ],
  PEER_LEFT: [EXIT.LOST, 'The other side left before the end{progress}'],
  PEER_OUTPUT_CLOSED: [EXIT.LOST, 'The other side stopped reading{progress}'],
  PEER_OUTPUT_FAILED: [
    EXIT.LOST,
    'The other side cannot write any more: its disk may be full{progress}'
  ],
  PEER_INPUT_FAILED: [EXIT.LOST, 'The other side could not read its input to the end{progress}'],
  FLOODED: [
    EXIT.LOST,
    'The other side sent more than it may, so the connection was closed{progress}'
  ],
  TOO_FAST: [
    EXIT.LOST,
    'The other side disconnected us: too much came from here at once{progress}'
  ],
  PEER_PROTOCOL: [EXIT.LOST, 'The other side did not understand what we sent{progress}'],
  TOO_SLOW: [
    EXIT.LOST,
    'The host disconnected us: what it sent was read too slowly here. Join again to see what was missed'
  ],
  NOT_POSTED: [
    EXIT.LOST,
    'The connection ended before the host had taken {count} of your messages'
  ],
  NOT_CONFIRMED: [
    EXIT.TIMED_OUT,
    'The host has not taken {count} of your messages within {seconds} s'
  ],
  INPUT_FAILED: [EXIT.LOST, 'Standard input could not be read to its end: {reason}'],
  OUTPUT_CLOSED: [EXIT.LOST, 'Standard output was closed before everything was written'],
  OUTPUT_FAILED: [EXIT.LOST, 'Standard output takes no more: {reason}'],

  TIMED_OUT: [EXIT.TIMED_OUT, 'No connection after {seconds} s: {reason}']
} as const satisfies Record<string, readonly [exit: number, sentence: string]>

export type ChatErrorCode = keyof typeof ERRORS

export interface ChatErrorOptions {
  /** What fills the {gaps} of the sentence. A gap without a value is left out. */
  values?: Record<string, string | number>
  cause?: unknown
}

/** An error a person is meant to read: `message` is one sentence, `exitCode` what to exit with. */
export class ChatError extends Error {
  override name = 'ChatError' as const
  readonly code: ChatErrorCode
  readonly exitCode: number

  constructor(code: ChatErrorCode, { values = {}, cause }: ChatErrorOptions = {}) {
    const [exitCode, sentence] = ERRORS[code]
    super(
      sentence.replace(/\{(\w+)\}/g, (_, gap: string) => visible(String(values[gap] ?? ''))),
      { cause }
    )
    this.code = code
    this.exitCode = exitCode
  }

  /** Where a fault of ours came up, in lines; empty for any other error. */
  get trace(): string {
    const { cause } = this
    if (this.code !== 'UNEXPECTED' || !(cause instanceof Error) || !cause.stack) return ''
    return cause.stack
      .split('\n')
      .map((line) => `${visible(line)}\n`)
      .join('')
  }
}

/** Any thrown value as a ChatError: ours stay as they are, everything else is UNEXPECTED. */
export function toChatError(cause: unknown): ChatError {
  if (cause instanceof ChatError) return cause
  return new ChatError('UNEXPECTED', { cause, values: { reason: messageOf(cause) } })
}

/** The `code` of an error, or an empty string. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}

/** What went wrong in a few words: the usual ones of the system spelt out, or the error's own. */
export function messageOf(error: unknown): string {
  const system = wordsOf(
    codeOf(error),
    error instanceof Error && 'errno' in error ? error.errno : 0
  )
  if (system !== undefined) return system
  return visible(error instanceof Error ? error.message : String(error))
}
