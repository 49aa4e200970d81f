// The keys of relays that one brings along: a file `relays` in the storage folder, a key a line.
import path from '#path'
import { messageOf } from '../base/errors.ts'
import type { PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import { reading, readText } from './plain-file.ts'
import { parsePublicKey } from './public-key.ts'

const FILE = 'relays'
const MAX_BYTES = 64 * 1024

/**
 * The keys in the file, in order and each once; none if there is no file. A line may go on with a comment after its key,
 * and lines that begin with # are comments. Throws STORAGE_UNREADABLE, also for a line that is no key, and too many.
 */
export function readRelays(storage: string): PublicKey[] {
  const file = path.join(storage, FILE)
  const text = readText(file, MAX_BYTES) ?? ''
  return reading(file, () => {
    const keys = new Set(text.split('\n').flatMap((line, index) => keyIn(line, index + 1)))
    if (keys.size > LIMITS.ownRelays)
      throw new Error(`it has ${keys.size} keys, and ${LIMITS.ownRelays} are the most`)
    return [...keys]
  })
}

function keyIn(line: string, number: number): PublicKey[] {
  const [word = ''] = line.trim().split(/\s+/)
  if (word === '' || word.startsWith('#')) return []
  try {
    return [parsePublicKey(word)]
  } catch (cause) {
    throw new Error(`line ${number}: ${messageOf(cause)}`, { cause })
  }
}
