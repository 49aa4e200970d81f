// Appends lines to a file, all or none, at a cost that does not depend on the file's size.
import fs from '#fs'
import { b4a } from '../base/packages.ts'
import { writeAllSync } from '../base/write-all.ts'
import { refuseReadOnly, sync } from './atomic-file.ts'
import { writing } from './plain-file.ts'

export interface AppendOptions {
  /** Sync to disk before returning: takes some milliseconds. */
  isSynced: boolean
}

/**
 * Appends lines with the same line ending as the file's last one. Ends an unfinished last line first, as a crash or
 * an editor leaves it. Returns the file's stats afterwards. Throws STORAGE_UNWRITABLE.
 */
export function appendLines(file: string, lines: string[], { isSynced }: AppendOptions): fs.Stats {
  return writing(file, () => {
    refuseReadOnly(file)
    const fd = fs.openSync(file, 'a+', 0o600)
    try {
      const { size } = fs.fstatSync(fd)
      const tail = readTail(fd, size)
      const newline = tail.endsWith('\r\n') ? '\r\n' : '\n'
      const start = tail === '' || /[\r\n]$/.test(tail) ? '' : newline
      const text = lines.map((line) => `${line}${newline}`).join('')
      try {
        writeAllSync(fd, b4a.from(`${start}${text}`))
        if (isSynced) sync(fd)
      } catch (error) {
        fs.ftruncateSync(fd, size)
        throw error
      }
      return fs.fstatSync(fd)
    } finally {
      fs.closeSync(fd)
    }
  })
}

/** The last two bytes, as text. */
function readTail(fd: number, size: number): string {
  const start = Math.max(size - 2, 0)
  const tail = b4a.alloc(size - start)
  fs.readSync(fd, tail, 0, tail.length, start)
  return b4a.toString(tail, 'latin1')
}
