// What the values of flags, and the key to join, stand for. Throws USAGE or KEY_* for what they cannot be.
import path from '#path'
import { ChatError } from '../base/errors.ts'
import { quote } from '../base/text.ts'
import { writing } from '../identity/plain-file.ts'
import { isPublicKey, parsePublicKey } from '../identity/public-key.ts'
import { STORAGE_VARIABLE } from './flag-tables.ts'
import { usage } from './flags.ts'
import { environment, storageFolder } from './runtime.ts'

/** A key that was broken over two lines, or has blanks in it, comes as several words. */
export async function readKey(words: string[]): Promise<Uint8Array> {
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

/** What an identity is called, which is a folder too. */
export function readIdentity(name = 'default'): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(name)) return name
  const rule = '1 to 64 letters, digits, dots, dashes and underscores'
  throw usage(`The name of an identity is ${rule}, not ${quote(name)}`)
}

/** The folder of all identities. */
export function readStorage(flag: string | undefined): string {
  const folder = flag ?? environment(STORAGE_VARIABLE)
  if (folder === undefined) return storageFolder()
  // What a script's empty variable gives would mean the working folder.
  if (folder.trim() === '') throw usage('The flag --storage takes a folder, and was given none')
  return writing(folder, () => path.resolve(folder))
}

/** Before a key is made for it, or anybody is asked. */
export async function readName(wish: string | undefined): Promise<string | null> {
  if (wish === undefined) return null
  // Its tables take a fifth of the time to start.
  const { checkName } = await import('../room/names.ts')
  const checked = checkName(wish)
  if ('name' in checked) return checked.name
  throw usage(`Nobody can be called ${quote(wish)}: ${checked.reason}`)
}
