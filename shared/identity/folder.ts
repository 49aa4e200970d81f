// The folders of our files: created for their owner only, rejected if other users could replace what is in them.
import fs from '#fs'
import path from '#path'
import { ChatError, codeOf } from '../base/errors.ts'
import { sweepTemporaries } from './atomic-file.ts'
import { writing } from './plain-file.ts'

const OWNER_ONLY = 0o700
const OTHERS_WRITE = 0o002
const GROUP_WRITES = 0o020
/** As on /tmp: only a file's owner may rename or remove it. */
const STICKY = 0o1000

/**
 * Creates the folder of an identity, `<storage>/<role>/<identity>`. Symbolic links on the path are followed: nobody
 * else can place one in folders closed to them, and the user may want the storage on another disk. Throws
 * STORAGE_UNWRITABLE, or STORAGE_EXPOSED when others can write to one of the three folders.
 */
export function openIdentityFolder(folder: string): void {
  const role = path.dirname(folder)
  // Before anything is created in them. Group write access is fine: per-user groups are common.
  refuseOpenStorage(path.dirname(role))
  refuseExposed(role, OTHERS_WRITE)
  makeFolder(folder)
  refuseExposed(folder, OTHERS_WRITE | GROUP_WRITES)
}

/** Throws STORAGE_EXPOSED when others can write to the folder of all identities. */
export function refuseOpenStorage(storage: string): void {
  refuseExposed(storage, OTHERS_WRITE)
}

/**
 * Creates a folder for its owner only, with missing parents, and sweeps temporary files left by killed processes.
 * Throws STORAGE_UNWRITABLE. Not by `recursive`: Node 20 loops for ever below a parent that exists but refuses
 * entries, such as /proc.
 */
export function makeFolder(folder: string): void {
  writing(folder, () => makeLevels(folder))
  sweepTemporaries(folder)
}

function makeLevels(folder: string): void {
  try {
    fs.mkdirSync(folder, { mode: OWNER_ONLY })
  } catch (error) {
    if (isFolder(folder)) return
    const parent = path.dirname(folder)
    if (codeOf(error) !== 'ENOENT' || parent === folder || isFolder(parent)) throw error
    makeLevels(parent)
    makeLevels(folder)
  }
}

function isFolder(file: string): boolean {
  return statsOf(file)?.isDirectory() ?? false
}

function refuseExposed(folder: string, forbidden: number): void {
  // Windows has no such modes: everything reads as 0666.
  if (path.sep === '\\') return
  const stats = statsOf(folder)
  if (!stats?.isDirectory()) return
  const mode = stats.mode & 0o7777
  const isSticky = (mode & STICKY) !== 0 && (forbidden & GROUP_WRITES) === 0
  if ((mode & forbidden) === 0 || isSticky) return
  throw new ChatError('STORAGE_EXPOSED', { values: { path: folder, mode: formatMode(mode) } })
}

/** A file mode in chmod's notation. */
export function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}

/** Null if the path does not exist or is inaccessible: using it will report why. */
function statsOf(file: string): fs.Stats | null {
  try {
    return fs.statSync(file)
  } catch {
    return null
  }
}
