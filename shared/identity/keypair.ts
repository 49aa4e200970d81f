// Key pairs: created once, stored in a file, and locked while a host uses them. Knows files, not streams or the
// network.
import type { KeyPair } from 'hyperdht'
import fs from '#fs'
import path from '#path'
import { monotonicMs } from '../base/clock.ts'
import { ChatError } from '../base/errors.ts'
import { b4a, HyperDHT } from '../base/packages.ts'
import { createFile } from './atomic-file.ts'
import { formatMode, openIdentityFolder } from './folder.ts'
import { holdLock } from './lock.ts'
import { readText, reading } from './plain-file.ts'

export type { KeyPair }

// A secret key has 64 bytes: the seed, then the public key (libsodium's ed25519 format). The seed alone would do,
// but the file holds both so that damage is detected.
const SEED_DIGITS = 64
const SECRET_KEY_DIGITS = 128

const OTHERS = 0o077
/** More than any valid key file has, including white space. */
const MAX_BYTES = 4096
const BEING_MADE_MS = 200

export interface IdentityOptions {
  /** The folder of one identity, created for its owner only; null keeps nothing. */
  folder: string | null
  /** The identity's name, for messages. */
  name: string
  /** Lock the identity until the process exits, so that no second host can use it. */
  lock: boolean
  /** Called with the folder when a new key pair was created. */
  onMade?: (folder: string) => void
}

/**
 * The key pair stored in `folder`, created and saved if there is none yet.
 * A damaged or exposed key file is rejected, never overwritten.
 * Throws ChatError IDENTITY_DAMAGED, IDENTITY_EXPOSED, IDENTITY_IN_USE, or STORAGE_*.
 */
export function openIdentity({ folder, name, lock, onMade }: IdentityOptions): KeyPair {
  if (folder === null) return HyperDHT.keyPair()
  openIdentityFolder(folder)
  if (lock && holdLock(path.join(folder, 'lock')) === null) {
    throw new ChatError('IDENTITY_IN_USE', { values: { name } })
  }
  const file = path.join(folder, 'secret-key')
  const kept = loadKeyPair(file)
  if (kept) return kept
  const made = createKeyPair(file)
  onMade?.(folder)
  return made
}

function loadKeyPair(file: string): KeyPair | null {
  const text = readKeyText(file)
  if (text === null) return null
  refuseExposed(file)

  const digits = text.trim()
  if (!/^[0-9a-f]*$/.test(digits) || digits.length !== SECRET_KEY_DIGITS) {
    const found = digits === '' ? 'it is empty, and' : 'it'
    const reason = `${found} should hold ${SECRET_KEY_DIGITS} hex digits`
    throw new ChatError('IDENTITY_DAMAGED', { values: { path: file, reason } })
  }
  const keyPair = HyperDHT.keyPair(b4a.from(digits.slice(0, SEED_DIGITS), 'hex'))
  if (b4a.toString(keyPair.secretKey, 'hex') !== digits) {
    const reason = 'its two halves do not belong together'
    throw new ChatError('IDENTITY_DAMAGED', { values: { path: file, reason } })
  }
  return keyPair
}

/** Without hard links, a key file is empty for a moment while another process creates it. */
function readKeyText(file: string): string | null {
  // Polls synchronously: the app cannot do anything else without a key.
  for (const end = monotonicMs() + BEING_MADE_MS; ;) {
    const text = readText(file, MAX_BYTES)
    if (text !== '' || monotonicMs() > end) return text
  }
}

function refuseExposed(file: string): void {
  // Windows has no such modes: everything reads as 0666.
  if (path.sep === '\\') return
  const mode = reading(file, () => fs.lstatSync(file).mode & 0o777)
  if ((mode & OTHERS) === 0) return
  throw new ChatError('IDENTITY_EXPOSED', { values: { path: file, mode: formatMode(mode) } })
}

/** If two processes start for the first time at once, one key wins: both then use the one in the file. */
function createKeyPair(file: string): KeyPair {
  const { secretKey } = HyperDHT.keyPair()
  createFile(file, `${b4a.toString(secretKey, 'hex')}\n`)
  const kept = loadKeyPair(file)
  if (kept) return kept
  throw new ChatError('STORAGE_UNREADABLE', {
    values: { path: file, reason: 'it was just deleted' }
  })
}
