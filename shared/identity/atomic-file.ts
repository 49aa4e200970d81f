// Writing the files we keep. A file is whole, or it is still the old one, or it is not there: whatever
// fails, the disk being full among it, and whenever the process is killed.
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
/** How often a temporary file may be gone: each time another start has just swept it. */
const ATTEMPTS = 10

// bare-fs 4.7.4 has no O_EXCL, and for 'wx' opens whatever is there: these are the numbers of the systems.
const EXCLUSIVE: Record<string, number> = { darwin: 0x800, ios: 0x800, win32: 0x400 }
const O_EXCL = (fs.constants.O_EXCL as number | undefined) ?? EXCLUSIVE[os.platform()] ?? 0x80

// exFAT, Android, and some network folders know no hard links. Windows says EISDIR for it.
const NO_LINKS = ['EPERM', 'EACCES', 'ENOTSUP', 'ENOSYS', 'EINVAL', 'EMLINK', 'EISDIR']
// Some network folders, and Windows for a folder, cannot sync: then there is nothing to wait for.
const NO_SYNC = ['EINVAL', 'ENOTSUP', 'ENOSYS', 'EPERM', 'EACCES', 'EISDIR', 'EBADF']

/** Opens a new file for reading and writing, for its owner only. Throws the system's EEXIST when there is one. */
export function openNew(file: string): number {
  return fs.openSync(file, fs.constants.O_CREAT | fs.constants.O_RDWR | O_EXCL, OWNER_ONLY)
}

/**
 * Makes a file that is whole from the first moment it can be seen. False when there is something of that
 * name already: of two that make it at once, one wins. Throws STORAGE_UNWRITABLE.
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

/** Puts a file in the place of the old one, or where there was none. Throws STORAGE_UNWRITABLE. */
export function replaceFile(file: string, content: string | Uint8Array): void {
  writing(file, () => {
    refuseReadOnly(file)
    withTemporary(file, content, (temporary) => fs.renameSync(temporary, file))
  })
}

/** Throws for what is no regular file, or one that is marked read-only: the system renames over those. */
export function refuseReadOnly(file: string): void {
  const stats = lookAt(file)
  if (stats !== null && (stats.mode & WRITABLE) === 0) throw new Error('it is marked read-only')
}

/** Removes the temporary files that a start which was killed has left in one of our folders. */
export function sweepTemporaries(folder: string): void {
  try {
    for (const name of fs.readdirSync(folder)) {
      const file = path.join(folder, name)
      if (name.endsWith(TEMPORARY) && fs.lstatSync(file).isFile()) fs.rmSync(file, { force: true })
    }
  } catch {
    // They are in nobody's way: what else is wrong with the folder, those who use it find out.
  }
}

/** Has `settle` give a name to a temporary file that is whole and on the disk. */
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

/** Without hard links: an empty file takes the name for us, then the whole one is renamed over it. */
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

/** So that the new name outlives a power cut, too. */
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

/** Has the disk itself take what was written, where the file system can tell. */
export function sync(fd: number): void {
  try {
    fs.fsyncSync(fd)
  } catch (error) {
    if (!NO_SYNC.includes(codeOf(error))) throw error
  }
}
