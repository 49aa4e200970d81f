// Locks that processes hold on files of ours.
import fs from '#fs'
import { tryLock } from '../base/packages.ts'
import { lookAt, writing } from './plain-file.ts'

export type Release = () => void

/**
 * Locks a file, created if missing, until it is released or this process ends, even by a crash. Null if another
 * process holds it. Throws STORAGE_UNWRITABLE.
 */
export function holdLock(file: string): Release | null {
  return writing(file, () => {
    lookAt(file)
    const fd = fs.openSync(file, 'a+', 0o600)
    const release = (): void => fs.closeSync(fd)
    if (tryLock(fd)) return release
    release()
    return null
  })
}
