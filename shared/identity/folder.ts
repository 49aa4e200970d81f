// The folders we keep things in: made for their owner only, refused where others could swap what is in them.
import fs from '#fs'
import path from '#path'
import { ChatError, codeOf } from '../base/errors.ts'
import { sweepTemporaries } from './atomic-file.ts'
import { writing } from './plain-file.ts'

const OWNER_ONLY = 0o700
const OTHERS_WRITE = 0o002
const GROUP_WRITES = 0o020
/** As on /tmp: only the owner of a file may rename or remove it. */
const STICKY = 0o1000

/**
 * Makes the folder of an identity, `<storage>/<role>/<identity>`. Links on the way to it are followed: nobody
 * else can put one into folders that are closed, and a person may well keep the storage on another disk.
 * Throws STORAGE_UNWRITABLE, or STORAGE_EXPOSED when others can write to one of the three.
 */
export function openIdentityFolder(folder: string): void {
  const role = path.dirname(folder)
  // Before anything is made in them. A group of one's own is common, and may write to what a person has made.
  refuseExposed(path.dirname(role), OTHERS_WRITE)
  refuseExposed(role, OTHERS_WRITE)
  makeFolder(folder)
  refuseExposed(folder, OTHERS_WRITE | GROUP_WRITES)
}

/**
 * Makes a folder for its owner only, and those above it that are missing; sweeps what killed starts have left in
 * it. Throws STORAGE_UNWRITABLE.
 * In Node 20 the system's own way, `recursive`, never ends where a parent is there but takes none, as /proc.
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
  // Windows has no such modes: everything there reads as 0666.
  if (path.sep === '\\') return
  const stats = statsOf(folder)
  if (!stats?.isDirectory()) return
  const mode = stats.mode & 0o7777
  const isSticky = (mode & STICKY) !== 0 && (forbidden & GROUP_WRITES) === 0
  if ((mode & forbidden) === 0 || isSticky) return
  throw new ChatError('STORAGE_EXPOSED', { values: { path: folder, mode: formatMode(mode) } })
}

/** A file mode as chmod takes it. */
export function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}

/** Null for what is not there, or cannot be looked at: whoever uses it finds out why. */
function statsOf(file: string): fs.Stats | null {
  try {
    return fs.statSync(file)
  } catch {
    return null
  }
}
