// The keys of relays that one brings along: a file `relays` in the storage folder, a key a line.
import path from '#path'
import type { PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import { readText } from './plain-file.ts'
import { parsePublicKey } from './public-key.ts'

const FILE = 'relays'
const MAX_BYTES = 64 * 1024

/**
 * The keys in the file, in order; none if there is no file. A line may go on with a comment after its key, and lines that
 * begin with # are comments. Throws STORAGE_UNREADABLE and KEY_*.
 */
export function readRelays(storage: string): PublicKey[] {
  const text = readText(path.join(storage, FILE), MAX_BYTES) ?? ''
  const words = text.split('\n').map((line) => line.trim().split(/\s+/)[0] ?? '')
  const keys = words.filter((word) => word !== '' && !word.startsWith('#'))
  return keys.slice(0, LIMITS.ownRelays).map(parsePublicKey)
}
