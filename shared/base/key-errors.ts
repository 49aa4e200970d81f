// What can be wrong with the key or the words of a host, as part of the table of errors.
import { EXIT } from './exit-codes.ts'

export const KEY_ERRORS = {
  KEY_MISSING: [EXIT.USAGE, 'Which host? Give the public key it prints: {command} <key>'],
  KEY_EMPTY: [EXIT.USAGE, 'Not a public key: it is empty'],
  KEY_NONE: [
    EXIT.USAGE,
    'Not a public key{text}. A key is 64 hex digits or 52 z-base-32 letters, as hosts and relays print them'
  ],
  ALIAS_UNKNOWN: [
    EXIT.USAGE,
    'Not a public key, nor a room that you have a name for: {alias}{hint}'
  ],
  ALIAS_TAKEN: [
    EXIT.USAGE,
    'You call another room {alias}: that of the host {key}. If this host took its place, or to use ' +
      'the name for this one, first: {command} --forget {own}'
  ],
  KEY_TOO_SHORT: [
    EXIT.USAGE,
    'Not a public key: {length} {alphabet}s instead of {expected}. Was the end cut off?'
  ],
  KEY_TOO_LONG: [
    EXIT.USAGE,
    'Not a public key: {length} {alphabet}s instead of {expected}. Was something pasted twice?'
  ],
  KEY_FOREIGN_LETTER: [
    EXIT.USAGE,
    'Not a public key: {letter} at position {position} is not a {alphabet}'
  ],
  KEY_IS_SECRET: [
    EXIT.USAGE,
    'That is a secret key. Join with the public key, which the host prints, and never share the ' +
      'secret key'
  ],
  KEY_IMPOSSIBLE: [
    EXIT.USAGE,
    'Not a public key: no key pair can have it, so at least one character is wrong'
  ],
  WORDS_UNKNOWN: [EXIT.USAGE, 'Not words of an invite: {words}'],
  WORDS_COUNT: [
    EXIT.USAGE,
    'An invite has four words, as in {example}, and this one has {count}. {hint}'
  ],
  WORDS_NOT_FOUND: [
    EXIT.UNREACHABLE,
    'No host is waiting for these words. They are good for ten minutes, and once: check each word, ' +
      'or ask for new ones'
  ],
  WORDS_SPENT: [EXIT.REFUSED, 'These words were used already. Ask the host for new ones'],
  INVITES_FULL: [
    EXIT.REFUSED,
    'There are {count} invites already whose words nobody has used. They are good for ten minutes: ' +
      'wait for one to end'
  ],
  INVITE_UNUSED: [
    EXIT.TIMED_OUT,
    'Nobody came with the words within ten minutes, and nobody else may come in'
  ],
  WORDS_TOO_COSTLY: [
    EXIT.UNEXPECTED,
    'Words take 256 MiB of memory for a moment, which this machine does not have. Use the key instead'
  ]
} as const satisfies Record<string, readonly [exit: number, sentence: string]>
