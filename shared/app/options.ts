// The flags of both apps, and what --help and --version say.
import path from '#path'
import { parse, parseCount, parseTimeout, text, usage, type Flags, type Printout } from './flags.ts'
import { LIMITS } from '../base/limits.ts'
import { parseBootstrap, type NetworkOptions } from '../network/node.ts'
import { paparam } from '../base/packages.ts'
import { parsePublicKey } from '../identity/public-key.ts'
import { printableText } from '../base/text.ts'
import { writing } from '../identity/plain-file.ts'
import { commandFor, environment, isOnTerminal, platformNetwork, storageFolder } from './runtime.ts'

const { arg, flag, footer, summary } = paparam

const BOOTSTRAP_VARIABLE = 'HYPERDHT_CHAT_BOOTSTRAP'

export interface Options {
  mode: 'chat' | 'pipe'
  /** Whether a person sits at both ends of it: else status lines go to standard error. */
  isOnTerminal: boolean
  /** The folder of the identity, or null for a key pair that is not kept. */
  folder: string | null
  identity: string
  /** `host:port` of the DHT nodes to start from; empty for the runtime's own. */
  bootstrap: string[]
  /** Speak plain bytes, without asking what the other side speaks. */
  isPlain: boolean
  isQuiet: boolean
  isJson: boolean
  /** False with --recv-only. */
  sends: boolean
  /** False with --send-only. */
  receives: boolean
  /** Chat: what to be called from now on; null for what it was called last. */
  name: string | null
  /** Chat, on a terminal: whether it rings when somebody wants this person. */
  bells: boolean
  /** Chat, on a terminal: whether joins and leaves are left out. */
  isQuietOnJoins: boolean
  /** Chat, on a terminal: the folder to remember what was typed in; null to remember nothing. */
  remembersIn: string | null
}

export interface HostOptions extends Options {
  /** Serve one peer after another. */
  keepsOpen: boolean
  /** Chat: how many events who joins gets to see. */
  history: number
  /** Chat: whether events are kept on disk. */
  keepsTranscript: boolean
  /** Chat: whether only listed keys get in. */
  isPrivate: boolean
  /** Chat: how many people there may be, the host among them. */
  maxMembers: number
}

export interface MemberOptions extends Options {
  hostKey: Uint8Array
  /** How long connecting may take; null for as long as it takes. */
  timeoutMs: number | null
  /** Try again when the host is not there. */
  waits: boolean
  /** Chat: post this and leave. */
  message: string | null
}

const FLAGS = [
  flag('--chat', 'Chat, even when standard input or output is no terminal'),
  flag('--pipe', 'Pipe bytes, even on a terminal'),
  flag('--name|-n <name>', 'Chat: be called this, now and later'),
  flag('--bell', 'Chat: ring when you are named or whispered to'),
  flag('--quiet-joins', 'Chat: do not show who comes and goes'),
  flag('--identity|-i <name>', 'Use the key pair of this name (default: default)'),
  flag('--ephemeral|-e', 'Use a new key pair and keep none'),
  flag('--storage|-s <dir>', 'Keep key pairs in this folder'),
  flag('--bootstrap|-b <host:port,...>', `Start from these DHT nodes ($${BOOTSTRAP_VARIABLE})`),
  flag('--plain', 'Speak plain bytes, as other programs do'),
  flag('--recv-only', 'Pipe: read no standard input'),
  flag('--send-only', 'Pipe: want no bytes from the other side'),
  flag('--quiet|-q', 'Print errors only, and the key of a host'),
  flag('--json|-j', 'Print events as JSON, one a line, instead of words'),
  flag('--version|-v', 'Show the version')
]

const PIPE_TIMEOUT_S = 30
const USUAL_HISTORY = 50
/** The roster of so many fits into a welcome. */
const MOST_MEMBERS = 1000

/** Reads the arguments of server-app. Throws ChatError USAGE. */
export function readHostOptions(): HostOptions | Printout {
  const parsed = parse('server-app', [
    flag('--keep-open|-k', 'Pipe: serve one peer after another'),
    flag('--private', 'Chat: let only keys in that /allow has listed'),
    flag('--history <n>', `Chat: show who joins the last n events (${USUAL_HISTORY})`),
    flag('--no-transcript', 'Chat: keep no events on disk'),
    flag('--members <n>', `Chat: let so many people in at most (${LIMITS.members})`),
    summary('Hosts a chat, or one end of a pipe, on a key pair.\nPrints the key to join with.'),
    footer(
      'server-app                      chat: both ends on a terminal\nserver-app > photo.jpg          pipe: either end redirected'
    ),
    ...FLAGS
  ])
  if ('text' in parsed) return parsed
  const keepsOpen = parsed.flags['keepOpen'] === true
  const { flags } = parsed
  const options = sharedOptions(flags, 'host')
  const keepsTranscript = flags['transcript'] !== false
  return {
    ...options,
    keepsOpen,
    // What one says is part of what is said.
    remembersIn: keepsTranscript ? options.folder : null,
    history: parseCount('--history', text(flags['history']), LIMITS.recentEvents) ?? USUAL_HISTORY,
    keepsTranscript,
    isPrivate: flags['private'] === true,
    maxMembers: parseCount('--members', text(flags['members']), MOST_MEMBERS) ?? LIMITS.members
  }
}

/** Reads the arguments of client-app. Throws ChatError USAGE or KEY_*. */
export function readMemberOptions(): MemberOptions | Printout {
  const parsed = parse('client-app', [
    flag('--timeout|-t <seconds>', 'Give up connecting after so long (pipe: 30)'),
    flag('--wait|-w', 'Keep trying until the host is there'),
    flag('--send <text>', 'Chat: post this, and leave when the host has it'),
    summary('Joins the host that listens on <key>.'),
    arg('<key>', 'The public key the host prints: 64 hex digits or 52 z-base-32 letters'),
    footer(
      'client-app <key>                chat: both ends on a terminal\nclient-app <key> < photo.jpg    pipe: either end redirected'
    ),
    ...FLAGS
  ])
  if ('text' in parsed) return parsed
  const hostKey = parsePublicKey(parsed.args['key'] ?? '')
  const message = text(parsed.flags['send']) ?? null
  if (message !== null && printableText(message) === '') throw usage('There is nothing to --send')
  if (message !== null) parsed.flags['chat'] = true
  const options = sharedOptions(parsed.flags, 'member')
  const waits = parsed.flags['wait'] === true
  const usual = options.mode === 'pipe' && !waits ? PIPE_TIMEOUT_S * 1000 : null
  const timeoutMs = parseTimeout(text(parsed.flags['timeout'])) ?? usual
  return { ...options, hostKey, waits, timeoutMs, message }
}

/** The DHT nodes to start from: those of the flags, else the platform's own. */
export function networkOf({ bootstrap }: Options): NetworkOptions {
  return bootstrap.length > 0 ? { bootstrap } : platformNetwork()
}

/** The command line that joins the host `key` from another terminal of this machine. */
export function joinCommand(key: string, { bootstrap }: Options): string {
  const flags = bootstrap.length > 0 ? ` --bootstrap ${bootstrap.join(',')}` : ''
  return `${commandFor('client-app')} ${key}${flags}`
}

function sharedOptions(flags: Flags, role: 'host' | 'member'): Options {
  if (flags['chat'] === true && flags['pipe'] === true) {
    throw usage('Either --chat or --pipe, not both')
  }
  if (flags['recvOnly'] === true && flags['sendOnly'] === true) {
    throw usage('Either --recv-only or --send-only, not both')
  }
  const isChat = flags['chat'] === true || (flags['pipe'] !== true && isOnTerminal())
  const identity = text(flags['identity']) ?? 'default'
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(identity)) {
    throw usage('The name of an identity is 1 to 64 letters, digits, dots, dashes and underscores')
  }
  const bootstrap = text(flags['bootstrap']) ?? environment(BOOTSTRAP_VARIABLE)
  const isKept = flags['ephemeral'] !== true
  const folder = isKept ? path.join(storageOf(text(flags['storage'])), role, identity) : null
  return {
    mode: isChat ? 'chat' : 'pipe',
    isOnTerminal: isOnTerminal(),
    folder,
    remembersIn: folder,
    bells: flags['bell'] === true,
    isQuietOnJoins: flags['quietJoins'] === true,
    identity,
    bootstrap: bootstrap === undefined ? [] : parseBootstrap(bootstrap),
    isPlain: flags['plain'] === true,
    isQuiet: flags['quiet'] === true,
    isJson: flags['json'] === true,
    sends: flags['recvOnly'] !== true,
    receives: flags['sendOnly'] !== true,
    name: text(flags['name']) ?? null
  }
}

function storageOf(flag: string | undefined): string {
  if (flag === undefined) return storageFolder()
  // What a script's empty variable gives would mean the working folder.
  if (flag.trim() === '') throw usage('--storage takes a folder, and was given none')
  return writing(flag, () => path.resolve(flag))
}
