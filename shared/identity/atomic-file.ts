// Writes our files atomically. Whenever writing fails, or the process is killed, the file is complete, unchanged or
// absent.
import fs from '#fs'
import os from '#os'
import path from '#path'
import { codeOf } from '../base/errors.ts'
import { b4a, crypto } from '../base/packages.ts'
import { writeAllSync } from '../base/write-all.ts'
import { lookAt, writing } from './plain-file.ts'

const OWNER_ONLY = 0o600
const WRITABLE = 0o222
const TEMPORARY = '.tmp'
/** How often to retry after another process has swept our temporary file at its start. */
const ATTEMPTS = 10

// bare-fs 4.7.4 lacks O_EXCL, and its 'wx' opens existing files: these are the systems' own numbers.
const EXCLUSIVE: Record<string, number> = { darwin: 0x800, ios: 0x800, win32: 0x400 }
const O_EXCL = (fs.constants.O_EXCL as number | undefined) ?? EXCLUSIVE[os.platform()] ?? 0x80

// exFAT, Android and some network file systems have no hard links. Windows reports EISDIR for that.
const NO_LINKS = ['EPERM', 'EACCES', 'ENOTSUP', 'ENOSYS', 'EINVAL', 'EMLINK', 'EISDIR']
// Some network file systems, and Windows for folders, cannot sync: then there is nothing to wait for.
const NO_SYNC = ['EINVAL', 'ENOTSUP', 'ENOSYS', 'EPERM', 'EACCES', 'EISDIR', 'EBADF']

/** Opens a new file for reading and writing, accessible to its owner only. Throws the system's EEXIST if it exists. */
export function openNew(file: string): number {
  return fs.openSync(file, fs.constants.O_CREAT | fs.constants.O_RDWR | O_EXCL, OWNER_ONLY)
}

/**
 * Creates a file that is complete from the moment it is visible. Returns false when the name is taken: if two
 * processes create it at once, one wins. Throws STORAGE_UNWRITABLE.
 */
export function createFile(file: string, content: string | Uint8Array): boolean {
  return writing(file, () =>
    withTemporary(file, content, (temporary) => {
      try {
        fs.linkSync(temporary, file)
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false
        if (!NO_LINKS.includes(codeOf(error))) throw error
        return claim(temporary, file)
      }
      return true
    })
  )
}

/** Replaces or creates a file. Throws STORAGE_UNWRITABLE. */
export function replaceFile(file: string, content: string | Uint8Array): void {
  writing(file, () => {
    refuseReadOnly(file)
    withTemporary(file, content, (temporary) => fs.renameSync(temporary, file))
  })
}

/** Throws for anything but a regular file, and for a read-only file: rename would replace it regardless. */
export function refuseReadOnly(file: string): void {
  const stats = lookAt(file)
  if (stats !== null && (stats.mode & WRITABLE) === 0) throw new Error('it is marked read-only')
}

/** Removes the temporary files that killed processes left in a folder of ours. */
export function sweepTemporaries(folder: string): void {
  try {
    for (const name of fs.readdirSync(folder)) {
      const file = path.join(folder, name)
      if (name.endsWith(TEMPORARY) && fs.lstatSync(file).isFile()) fs.rmSync(file, { force: true })
    }
  } catch {
    // Leftovers do no harm, and any other problem with the folder will surface when it is used.
  }
}

/** Writes and syncs a temporary file, then has `settle` give it its name. */
function withTemporary<Result>(
  file: string,
  content: string | Uint8Array,
  settle: (temporary: string) => Result
): Result {
  const bytes = typeof content === 'string' ? b4a.from(content) : content
  for (let attempt = 1; ; attempt++) {
    const temporary = `${file}.${b4a.toString(crypto.randomBytes(4), 'hex')}${TEMPORARY}`
    try {
      writeSynced(temporary, bytes)
      const result = settle(temporary)
      syncFolder(path.dirname(file))
      return result
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt === ATTEMPTS) throw error
    } finally {
      fs.rmSync(temporary, { force: true })
    }
  }
}

/** Without hard links: claims the name with an empty file, then renames the complete one over it. */
function claim(temporary: string, file: string): boolean {
  try {
    fs.closeSync(openNew(file))
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  try {
    fs.renameSync(temporary, file)
    return true
  } catch (error) {
    fs.rmSync(file, { force: true })
    throw error
  }
}

function writeSynced(file: string, bytes: Uint8Array): void {
  const fd = openNew(file)
  try {
    writeAllSync(fd, bytes)
    sync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

/** Makes the new name survive a power failure. */
function syncFolder(folder: string): void {
  try {
    const fd = fs.openSync(folder, 'r')
    try {
      sync(fd)
    } finally {
      fs.closeSync(fd)
    }
  } catch (error) {
    if (!NO_SYNC.includes(codeOf(error))) throw error
  }
}

/** Waits until the disk has the data, where the file system supports that. */
export function sync(fd: number): void {
  try {
    fs.fsyncSync(fd)
  } catch (error) {
    if (!NO_SYNC.includes(codeOf(error))) throw error
  }
}
