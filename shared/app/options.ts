// What the command line asks of an app, checked.
import path from '#path'
import { parseCount, parseFlags, parseTimeout, usage, type Flags, type FlagTable } from './flags.ts'
import {
  BOOTSTRAP_VARIABLE,
  HOST_FLAGS,
  HOST_PAGE,
  MEMBER_FLAGS,
  MEMBER_PAGE,
  STORAGE_VARIABLE,
  USUAL_HISTORY,
  type SHARED_FLAGS
} from './flag-tables.ts'
import { modeOf } from './mode.ts'
import type { HelpPage } from './help.ts'
import { ChatError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import { parseBootstrap, type NetworkOptions } from '../network/node.ts'
import { VERSION } from '../base/packages.ts'
import { isPublicKey, parsePublicKey } from '../identity/public-key.ts'
import { writing } from '../identity/plain-file.ts'
import { quote, visible } from '../base/text.ts'
import { reportErrorsAs } from './exit.ts'
import { errorAsJson } from './report.ts'
import {
  args,
  commandFor,
  environment,
  isOnTerminal,
  platformNetwork,
  storageFolder,
  withShortNames
} from './runtime.ts'

/** What to print and leave with 0, instead of running. */
export interface Printout {
  text: string
}

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
  /** Chat: whether lines that begin with a / are commands, though nobody types them at a terminal. */
  takesCommands: boolean
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
  /** Chat: how many posts who joins is shown. */
  history: number
  /** Chat: whether events are kept on disk. */
  keepsTranscript: boolean
  /** Chat: what the transcript may take on disk; null for no bound. */
  keepBytes: number | null
  /** Chat: whether only listed keys get in. */
  isPrivate: boolean
  /** Chat: how many people there may be, the host among them. */
  maxMembers: number
}

export interface MemberOptions extends Options {
  hostKey: Uint8Array
  /** How long connecting may take, and posting `messages`; null for as long as it takes. */
  timeoutMs: number | null
  /** Try again when the host is not there. */
  waits: boolean
  /** Chat: post these and leave, as they were given; null to take part. */
  messages: string[] | null
}

/** For what nobody watches. */
const USUAL_TIMEOUT_S = 30
/** A pebibyte: nobody has more. */
const MOST_KEPT_MIB = 1024 ** 3

/** How the process was started. */
export interface Invocation {
  /** The arguments after the app's own name. */
  args: readonly string[]
  /** Whether a person sits at both standard input and standard output. */
  isOnTerminal: boolean
}

/** Reads the arguments of server-app. Throws ChatError USAGE. */
export async function readHostOptions(
  invocation = ownInvocation()
): Promise<HostOptions | Printout> {
  const { flags, words } = parseFlags(invocation.args, HOST_FLAGS)
  const printout = await printoutOf(flags, HOST_PAGE)
  if (printout) return printout
  const [word] = words
  if (word !== undefined) {
    const reason = `server-app takes only flags, and ${quote(word)} is none. To join, use client-app`
    throw usage(withShortNames(reason))
  }
  const options = await sharedOptions(flags, { ...invocation, table: HOST_FLAGS, role: 'host' })
  const { history, keep, members } = flags
  const keepMiB = parseCount('keep', keep, { least: 1, most: MOST_KEPT_MIB })
  return {
    ...options,
    keepsOpen: flags['keep-open'] === true,
    // What one says is part of what is said.
    remembersIn: flags['no-transcript'] === true ? null : options.folder,
    history:
      parseCount('history', history, { least: 0, most: LIMITS.recentEvents }) ?? USUAL_HISTORY,
    keepsTranscript: flags['no-transcript'] !== true,
    keepBytes: keepMiB === null ? null : keepMiB * 1024 * 1024,
    isPrivate: flags.private === true,
    maxMembers: parseCount('members', members, LIMITS.membersWished) ?? LIMITS.members
  }
}

/** Reads the arguments of client-app. Throws ChatError USAGE or KEY_*. */
export async function readMemberOptions(
  invocation = ownInvocation()
): Promise<MemberOptions | Printout> {
  const { flags, words } = parseFlags(invocation.args, MEMBER_FLAGS)
  const printout = await printoutOf(flags, MEMBER_PAGE)
  if (printout) return printout
  const hostKey = readKey(words)
  const options = await sharedOptions(flags, { ...invocation, table: MEMBER_FLAGS, role: 'member' })
  const waits = flags.wait === true
  const messages = flags.send ?? null
  const isPatient = messages === null && (options.mode === 'chat' || waits)
  const usual = isPatient ? null : USUAL_TIMEOUT_S * 1000
  return {
    ...options,
    hostKey,
    waits,
    timeoutMs: parseTimeout(flags.timeout) ?? usual,
    messages
  }
}

function ownInvocation(): Invocation {
  // What is wrong with the flags themselves is for the same reader as everything after.
  if (args.includes('--json') || args.includes('-j')) reportErrorsAs(errorAsJson)
  return { args, isOnTerminal: isOnTerminal() }
}

async function printoutOf(
  { help, version }: Flags<typeof SHARED_FLAGS>,
  page: HelpPage
): Promise<Printout | null> {
  if (help) {
    const { formatHelp } = await import('./help.ts')
    return { text: withShortNames(formatHelp(page, VERSION)) }
  }
  return version ? { text: `${VERSION}\n` } : null
}

/** A key that was broken over two lines, or has blanks in it, comes as several words. */
function readKey(words: string[]): Uint8Array {
  const [first, ...others] = words
  if (first === undefined) {
    throw new ChatError('KEY_MISSING', { values: { command: commandFor('client-app') } })
  }
  if (others.length > 0 && isPublicKey(first)) {
    const reason = `client-app takes one key, but was given ${quote(others.join(' '))} as well`
    throw usage(withShortNames(reason))
  }
  return parsePublicKey(words.join(' '))
}

/** The DHT nodes to start from: those of the flags, else the platform's own. */
export function networkOf({ bootstrap }: Options): NetworkOptions {
  return bootstrap.length > 0 ? { bootstrap } : platformNetwork()
}

/** The command line that joins the host `key` from another terminal of this machine. */
export function joinCommand(key: string, { bootstrap }: Options): string {
  const flags = bootstrap.length > 0 ? ` --bootstrap ${visible(bootstrap.join(','))}` : ''
  return `${commandFor('client-app')} ${key}${flags}`
}

interface App extends Invocation {
  table: FlagTable
  role: 'host' | 'member'
}

async function sharedOptions(
  flags: Flags<typeof SHARED_FLAGS>,
  { isOnTerminal, table, role }: App
): Promise<Options> {
  const mode = modeOf(flags, table, isOnTerminal)
  const identity = flags.identity ?? 'default'
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(identity)) {
    throw usage('The name of an identity is 1 to 64 letters, digits, dots, dashes and underscores')
  }
  const bootstrap = flags.bootstrap ?? environment(BOOTSTRAP_VARIABLE)
  const folder = flags.ephemeral ? null : path.join(storageOf(flags.storage), role, identity)
  return {
    mode,
    isOnTerminal,
    folder,
    remembersIn: folder,
    takesCommands: flags.commands === true,
    bells: flags.bell === true,
    isQuietOnJoins: flags['quiet-joins'] === true,
    identity,
    bootstrap: bootstrap === undefined ? [] : parseBootstrap(bootstrap),
    isPlain: flags.plain === true,
    isQuiet: flags.quiet === true,
    isJson: flags.json === true,
    sends: flags['recv-only'] !== true,
    receives: flags['send-only'] !== true,
    name: await readName(flags.name)
  }
}

function storageOf(flag: string | undefined): string {
  const folder = flag ?? environment(STORAGE_VARIABLE)
  if (folder === undefined) return storageFolder()
  // What a script's empty variable gives would mean the working folder.
  if (folder.trim() === '') throw usage('The flag --storage takes a folder, and was given none')
  return writing(folder, () => path.resolve(folder))
}

/** Before a key is made for it, or anybody is asked. */
async function readName(wish: string | undefined): Promise<string | null> {
  if (wish === undefined) return null
  // Its tables take a fifth of the time to start.
  const { checkName } = await import('../room/names.ts')
  const checked = checkName(wish)
  if ('name' in checked) return checked.name
  throw usage(`Nobody can be called ${quote(wish)}: ${checked.reason}`)
}
