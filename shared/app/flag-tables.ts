// The flags of both apps, and what --help says about them.
import type { FlagTable } from './flags.ts'
import type { HelpPage } from './help.ts'
import { LIMITS } from '../base/limits.ts'

/** The environment variable that --bootstrap overrides. */
export const BOOTSTRAP_VARIABLE = 'HYPERDHT_CHAT_BOOTSTRAP'
/** The environment variable that --storage overrides: one place for all runtimes, which differ otherwise. */
export const STORAGE_VARIABLE = 'HYPERDHT_CHAT_STORAGE'
/** How many events who joins gets to see. */
export const USUAL_HISTORY = 50

export const SHARED_FLAGS = {
  chat: { help: 'Chat, even when standard input or output is no terminal' },
  pipe: { help: 'Pipe bytes, even on a terminal' },
  name: { short: 'n', takes: 'name', mode: 'chat', help: 'Chat: be called this, now and later' },
  commands: {
    mode: 'chat',
    help: 'Chat: take piped lines that begin with a / as commands, not as text'
  },
  exec: {
    takes: 'command',
    isAnyText: true,
    mode: 'chat',
    impliesMode: true,
    help: 'Chat: let this program take part: it reads events and writes commands, as JSON'
  },
  bell: { mode: 'chat', help: 'Chat: ring when you are named or whispered to' },
  'quiet-joins': { mode: 'chat', help: 'Chat: do not show who comes and goes' },
  identity: {
    short: 'i',
    takes: 'name',
    help: 'Use the key pair of this name (default: default)'
  },
  ephemeral: { short: 'e', help: 'Use a new key pair and keep none' },
  storage: {
    short: 's',
    takes: 'dir',
    help: `Keep key pairs in this folder ($${STORAGE_VARIABLE})`
  },
  bootstrap: {
    short: 'b',
    takes: 'host:port,...',
    help: `Start from these DHT nodes ($${BOOTSTRAP_VARIABLE})`
  },
  plain: { help: 'Speak plain bytes, as other programs do' },
  'recv-only': { mode: 'pipe', help: 'Pipe: read no standard input' },
  'send-only': { mode: 'pipe', help: 'Pipe: want no bytes from the other side' },
  quiet: { short: 'q', help: 'Print errors only, and the key of a host' },
  json: { short: 'j', help: 'Print events as JSON, one a line, instead of words' },
  version: { short: 'v', help: 'Show the version' },
  help: { short: 'h', help: 'Show this' }
} as const satisfies FlagTable

export const HOST_FLAGS = {
  'keep-open': {
    short: 'k',
    mode: 'pipe',
    help: 'Pipe: serve one peer after another; with --recv-only many at once'
  },
  private: { mode: 'chat', help: 'Chat: let only keys in that /allow has listed' },
  history: {
    takes: 'n',
    mode: 'chat',
    help: `Chat: show who joins the last n messages (${USUAL_HISTORY})`
  },
  keep: {
    takes: 'MiB',
    mode: 'chat',
    help: 'Chat: keep no more transcript than this; the oldest goes first (no limit)'
  },
  'no-transcript': { mode: 'chat', help: 'Chat: keep no events on disk' },
  members: {
    takes: 'n',
    mode: 'chat',
    help: `Chat: let so many people in at most, you among them (${LIMITS.members})`
  },
  ...SHARED_FLAGS
} as const satisfies FlagTable

export const MEMBER_FLAGS = {
  timeout: {
    short: 't',
    takes: 'seconds',
    help: 'Give up connecting after so long (pipe, --send: 30)'
  },
  wait: { short: 'w', help: 'Keep trying until the host is there' },
  send: {
    takes: 'text',
    isAnyText: true,
    isRepeatable: true,
    mode: 'chat',
    impliesMode: true,
    help: 'Chat: post this (-: standard input), and leave when the host has it'
  },
  ...SHARED_FLAGS
} as const satisfies FlagTable

export const HOST_PAGE: HelpPage = {
  usage: 'server-app [flags]',
  summary: 'Hosts a chat, or one end of a pipe, on a key pair.\nPrints the key to join with.',
  words: {},
  flags: HOST_FLAGS,
  examples: {
    'server-app': 'chat: both ends on a terminal',
    'server-app > photo.jpg': 'pipe: either end redirected'
  }
}

export const MEMBER_PAGE: HelpPage = {
  usage: 'client-app [flags] <key>',
  summary: 'Joins the host that listens on <key>.',
  words: { '<key>': 'The public key the host prints: 64 hex digits or 52 z-base-32 letters' },
  flags: MEMBER_FLAGS,
  examples: {
    'client-app <key>': 'chat: both ends on a terminal',
    'client-app <key> < photo.jpg': 'pipe: either end redirected'
  }
}
