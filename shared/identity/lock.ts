// Locks that processes hold on files of ours.
import fs from '#fs'
import { tryLock } from '../base/packages.ts'
import { lookAt, writing } from './plain-file.ts'

/**
 * Locks a file, created if missing, as long as this process lives: a crash releases the lock. False if another process
 * holds it. Throws STORAGE_UNWRITABLE.
 */
export function holdLock(file: string): boolean {
  return writing(file, () => {
    lookAt(file)
    const fd = fs.openSync(file, 'a+', 0o600)
    if (tryLock(fd)) return true
    fs.closeSync(fd)
    return false
  })
}
