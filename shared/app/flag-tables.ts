// The flags of both apps, and what help, the completions and the man page say about them.
import type { FlagTable } from './flags.ts'
import { LIMITS } from '../base/limits.ts'

/** The environment variable that --bootstrap overrides. */
export const BOOTSTRAP_VARIABLE = 'HYPERDHT_CHAT_BOOTSTRAP'
/** The environment variable that --storage overrides: one place for all runtimes, whose defaults differ. */
export const STORAGE_VARIABLE = 'HYPERDHT_CHAT_STORAGE'
/** How many past events newcomers get. */
export const USUAL_HISTORY = 50

export const SHARED_FLAGS = {
  chat: { help: 'Chat, even when standard input or output is not a terminal' },
  pipe: { help: 'Pipe bytes, even on a terminal' },
  name: { short: 'n', takes: 'name', mode: 'chat', help: 'Use this name, now and later' },
  commands: {
    mode: 'chat',
    help: 'Treat piped lines that begin with a / as commands, not as text'
  },
  exec: {
    takes: 'command',
    isAnyText: true,
    mode: 'chat',
    impliesMode: true,
    help: 'Run this program as the participant: it reads events and writes commands, as JSON'
  },
  bell: { mode: 'chat', help: 'Ring when you are mentioned or whispered to' },
  'quiet-joins': { mode: 'chat', help: 'Do not show who joins and leaves' },
  identity: {
    short: 'i',
    takes: 'name',
    isAboutPeers: true,
    help: 'Use the key pair of this name (default: default)'
  },
  ephemeral: { short: 'e', isAboutPeers: true, help: 'Use a new key pair and do not save it' },
  storage: {
    short: 's',
    takes: 'dir',
    isAboutPeers: true,
    help: `Keep key pairs in this folder ($${STORAGE_VARIABLE})`
  },
  bootstrap: {
    short: 'b',
    takes: 'host:port,...',
    isAboutPeers: true,
    help: `Start from these DHT nodes ($${BOOTSTRAP_VARIABLE})`
  },
  relay: {
    takes: 'key,...',
    isAboutPeers: true,
    help: 'Meet at these relays where there is no direct path (file: relays)'
  },
  plain: { isAboutPeers: true, help: 'Send and receive plain bytes, as other programs do' },
  'recv-only': { mode: 'pipe', help: 'Do not read standard input' },
  'send-only': { mode: 'pipe', help: 'Accept no bytes from the other side' },
  resume: {
    takes: 'seconds',
    mode: 'pipe',
    help: `Wait so long for a broken connection to come back, 0: never (${LIMITS.resumeMs / 1000})`
  },
  doctor: {
    help: 'Check network, clock, storage and, with a key, the way to that host; then exit with 0 if all is well, 3 for network or host, 1 for clock or storage'
  },
  quiet: { short: 'q', help: 'Print errors only, and the key of a host' },
  json: { short: 'j', help: 'Print events as JSON, one a line, instead of words' },
  version: { short: 'v', help: 'Show the version' },
  usage: { short: 'h', help: 'Show a short help, with examples' },
  help: { help: 'Show all flags and exit codes' }
} as const satisfies FlagTable

export const HOST_FLAGS = {
  'keep-open': {
    short: 'k',
    mode: 'pipe',
    help: 'Serve one peer after another; with --recv-only many at once'
  },
  'as-relay': { isAboutPeers: true, help: 'Only carry connections of others, unread' },
  'relay-limit': {
    takes: 'bytes/s',
    isAboutPeers: true,
    help: 'With --as-relay: carry at most this much (no limit)'
  },
  invite: { help: 'Print four words to join with, too: good once, for ten minutes' },
  private: { help: 'Admit only keys listed with /allow, and who comes with an invite' },
  'room-name': { takes: 'name', mode: 'chat', help: 'Call the room this, now and later' },
  history: {
    takes: 'n',
    mode: 'chat',
    help: `Show newcomers the last n messages (${USUAL_HISTORY})`
  },
  keep: {
    takes: 'MiB',
    mode: 'chat',
    help: 'Limit the transcript on disk; the oldest events go first (no limit)'
  },
  'no-transcript': { mode: 'chat', help: 'Keep no events on disk' },
  members: {
    takes: 'n',
    mode: 'chat',
    help: `Admit at most this many people, including you (${LIMITS.members})`
  },
  ...SHARED_FLAGS
} as const satisfies FlagTable

export const MEMBER_FLAGS = {
  as: { takes: 'name', help: 'Call this host that, now and later: join it by that name' },
  rooms: { help: 'List the hosts you know, and exit' },
  forget: { takes: 'name', help: 'Forget a name given with --as, and exit' },
  timeout: {
    short: 't',
    takes: 'seconds',
    help: 'Give up connecting after this time (pipe, --send: 30)'
  },
  wait: { short: 'w', help: 'Keep trying until the host is online' },
  'relay-limit': {
    takes: 'bytes/s',
    mode: 'chat',
    help: 'Carry at most this much for others in the room (262144)'
  },
  'no-relay': { mode: 'chat', help: 'Carry no connections of others in the room' },
  'no-reconnect': { mode: 'chat', help: 'Exit when the connection is lost, or the host leaves' },
  send: {
    takes: 'text',
    isAnyText: true,
    isRepeatable: true,
    mode: 'chat',
    impliesMode: true,
    help: 'Post this (-: standard input), and leave once the host has confirmed it'
  },
  'no-transcript': { mode: 'chat', help: 'Keep nothing of what is said on disk' },
  ...SHARED_FLAGS
} as const satisfies FlagTable
