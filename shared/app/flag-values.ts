// Parses the values of flags, and the key to join. Throws USAGE or KEY_* for invalid ones.
import path from '#path'
import { ChatError, messageOf, toChatError } from '../base/errors.ts'
import type { PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import { quote } from '../base/text.ts'
import { writing } from '../identity/plain-file.ts'
import { isPublicKey, parsePublicKey } from '../identity/public-key.ts'
import { readRelays } from '../identity/relay-file.ts'
import { STORAGE_VARIABLE } from './flag-tables.ts'
import { usage } from './flags.ts'
import type { HostAddress } from './options.ts'
import { environment, storageFolder } from './runtime.ts'

const SHORT_DIGITS = 8

/** A key with line breaks or blanks in it arrives as several arguments, and so do an invite's words without dashes. */
export async function readHost(args: string[], storage: () => string): Promise<HostAddress> {
  const given = args.join(' ')
  if (!isPublicKey(given)) {
    const key = mayBeName(args) ? (await aliases()).keyCalled(given, storage()) : null
    if (key !== null) return { key: parsePublicKey(key) }
    // The list of words takes a moment to read.
    const words = /\p{L}[\s\p{P}]+\p{L}/u.test(given)
      ? (await import('../identity/words.ts')).readWords(given)
      : null
    if (words !== null) return { words }
  }
  try {
    return { key: await readKey(args) }
  } catch (error) {
    // Some names are hex digits, but no key is that short.
    const isNoKey = toChatError(error).code === 'KEY_NONE' || given.length < SHORT_DIGITS
    const isName = isNoKey && mayBeName(args)
    throw (isName ? (await aliases()).unknownAlias(given, storage()) : null) ?? error
  }
}

/** Whether it may be what the user calls a room. */
function mayBeName(args: string[]): boolean {
  return args.length === 1 && (args[0] ?? '').length <= LIMITS.nameLetters
}

/** Loads the tables of names, and those of look-alikes. */
function aliases(): Promise<typeof import('./aliases.ts')> {
  return import('./aliases.ts')
}

async function readKey(words: string[]): Promise<PublicKey> {
  const [first, ...others] = words
  if (first === undefined) {
    const { commandFor } = await import('./own-command.ts')
    throw new ChatError('KEY_MISSING', { values: { command: commandFor('client-app') } })
  }
  if (others.length > 0 && isPublicKey(first)) {
    const reason = `client-app takes one key, but was given ${quote(others.join(' '))} as well`
    const { withShortNames } = await import('./own-command.ts')
    throw usage(withShortNames(reason))
  }
  return parsePublicKey(words.join(' '))
}

/** The name of an identity, which is also the name of its folder. */
export function readIdentity(name = 'default'): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(name)) return name
  const rule = '1 to 64 letters, digits, dots, dashes and underscores'
  throw usage(`The name of an identity is ${rule}, not ${quote(name)}`)
}

/** The folder of all identities. */
export function readStorage(flag: string | undefined): string {
  const folder = flag ?? environment(STORAGE_VARIABLE)
  if (folder === undefined) return storageFolder()
  // An empty variable in a script would otherwise mean the working folder.
  if (folder.trim() === '') throw usage('The flag --storage takes a folder, but the value is empty')
  return writing(folder, () => path.resolve(folder))
}

/** The relays of --relay, then those of the file, each once. */
export function readRelayKeys(flags: {
  relay?: string
  storage?: string
  ephemeral?: true
}): PublicKey[] {
  const given = parseRelays(flags.relay)
  // Without a home folder there is no file, which --ephemeral is for.
  const kept = flags.ephemeral ? [] : readRelays(readStorage(flags.storage))
  return [...new Set([...given, ...kept])]
}

/** The value of --relay. */
export function parseRelays(flag: string | undefined): PublicKey[] {
  const keys = flag?.split(',') ?? []
  if (keys.length > LIMITS.ownRelays)
    throw usage(`The flag --relay takes at most ${LIMITS.ownRelays} keys`)
  try {
    return keys.map(parsePublicKey)
  } catch (error) {
    throw usage(`The flag --relay takes keys of relays. ${messageOf(error)}`)
  }
}

/** Checked before a key is created for it, or anybody is contacted. */
export async function readName(wish: string | undefined): Promise<string | null> {
  if (wish === undefined) return null
  // Loading its tables takes a fifth of the start-up time.
  const { checkName } = await import('../room/names.ts')
  return nameIn(wish, checkName(wish))
}

/** The same for the name of a room, or one that this user gives to it. */
export async function readRoomName(wish: string | undefined): Promise<string | null> {
  if (wish === undefined) return null
  const { checkRoomName } = await import('../room/names.ts')
  return nameIn(wish, checkRoomName(wish))
}

function nameIn(wish: string, checked: { name: string } | { reason: string }): string {
  if ('name' in checked) return checked.name
  throw usage(`${quote(wish)} cannot be a name: ${checked.reason}`)
}
