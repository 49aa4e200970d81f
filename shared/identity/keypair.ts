// Key pairs: made once, kept in a file, locked while a host uses them.
// Knows files, not streams or the network.
import type { KeyPair } from 'hyperdht'
import fs from '#fs'
import path from '#path'
import { ChatError, codeOf, messageOf } from '../base/errors.ts'
import { b4a, HyperDHT, locks } from '../base/packages.ts'
import { shortKey } from './public-key.ts'

export type { KeyPair }

// A secret key is 64 bytes: the seed, then the public key (libsodium's ed25519 format). The file
// holds all of it, though the seed would do: so a damaged one is noticed.
const SEED_DIGITS = 64
const SECRET_KEY_DIGITS = 128

const OTHERS = 0o077

export interface IdentityOptions {
  /** The folder of one identity, made when missing, for its owner only; null keeps nothing. */
  folder: string | null
  /** What a person calls the identity, for messages. */
  name: string
  /** Hold the identity until the process ends, so that no second host can use it. */
  lock: boolean
}

/**
 * The key pair kept in `folder`, made and saved when there is none yet.
 * A damaged or exposed key file is refused, never overwritten.
 * Throws ChatError IDENTITY_DAMAGED, IDENTITY_EXPOSED, IDENTITY_IN_USE, STORAGE_UNREADABLE or
 * STORAGE_UNWRITABLE.
 */
export function openIdentity({ folder, name, lock }: IdentityOptions): KeyPair {
  if (folder === null) return HyperDHT.keyPair()
  makeFolder(folder)
  if (lock && !holdLock(path.join(folder, 'lock'))) {
    throw new ChatError('IDENTITY_IN_USE', { values: { name } })
  }
  const file = path.join(folder, 'secret-key')
  return loadKeyPair(file) ?? createKeyFile(file)
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw storageError('STORAGE_UNWRITABLE', folder, cause)
  }
}

/** The file stays open, and so locked, for as long as the process lives: a crash unlocks it. */
function holdLock(file: string): boolean {
  try {
    return locks.tryLock(fs.openSync(file, 'a+', 0o600))
  } catch (cause) {
    throw storageError('STORAGE_UNWRITABLE', file, cause)
  }
}

function loadKeyPair(file: string): KeyPair | null {
  let text: string
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null
    throw storageError('STORAGE_UNREADABLE', file, cause)
  }
  refuseExposed(file)

  const digits = text.trim()
  if (!/^[0-9a-f]*$/.test(digits) || digits.length !== SECRET_KEY_DIGITS) {
    const reason = `it should hold ${SECRET_KEY_DIGITS} hex digits`
    throw new ChatError('IDENTITY_DAMAGED', { values: { path: file, reason } })
  }
  const keyPair = HyperDHT.keyPair(b4a.from(digits.slice(0, SEED_DIGITS), 'hex'))
  if (b4a.toString(keyPair.secretKey, 'hex') !== digits) {
    const reason = 'its two halves do not belong together'
    throw new ChatError('IDENTITY_DAMAGED', { values: { path: file, reason } })
  }
  return keyPair
}

function refuseExposed(file: string): void {
  // Windows has no such modes: everything there reads as 0666.
  if (path.sep === '\\') return
  const mode = fs.statSync(file).mode & 0o777
  if ((mode & OTHERS) === 0) return
  throw new ChatError('IDENTITY_EXPOSED', {
    values: { path: file, mode: mode.toString(8).padStart(4, '0') }
  })
}

/**
 * Written whole under another name, then given its own, which fails when there is one already: the
 * key file is complete or not there, and of two first starts at once one key wins.
 */
function createKeyFile(file: string): KeyPair {
  const keyPair = HyperDHT.keyPair()
  const temporary = `${file}.${shortKey(keyPair.publicKey)}.tmp`
  try {
    writeSynced(temporary, `${b4a.toString(keyPair.secretKey, 'hex')}\n`)
    fs.linkSync(temporary, file)
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST') throw storageError('STORAGE_UNWRITABLE', file, cause)
  } finally {
    fs.rmSync(temporary, { force: true })
  }
  const kept = loadKeyPair(file)
  if (kept) return kept
  // Something of that name is there, but there is nothing to read: a link that leads nowhere.
  const reason = 'it is a link to nothing'
  throw new ChatError('STORAGE_UNREADABLE', { values: { path: file, reason } })
}

function writeSynced(file: string, text: string): void {
  const fd = fs.openSync(file, 'wx', 0o600)
  try {
    fs.writeSync(fd, text)
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

function storageError(
  code: 'STORAGE_UNREADABLE' | 'STORAGE_UNWRITABLE',
  file: string,
  cause: unknown
): ChatError {
  return new ChatError(code, { cause, values: { path: file, reason: messageOf(cause) } })
}
