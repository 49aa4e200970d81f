// Adding lines to the end of a file, at a cost that does not grow with it: all of them are there, or none.
import fs from '#fs'
import { b4a } from '../base/packages.ts'
import { writeAllSync } from '../base/write-all.ts'
import { refuseReadOnly, sync } from './atomic-file.ts'
import { writing } from './plain-file.ts'

export interface AppendOptions {
  /** Wait until the disk has them: some milliseconds. */
  isSynced: boolean
}

/**
 * Adds lines, ended as the file's last one is. A line that was cut off, or left open by an editor, is ended
 * first. Gives what is known of the file then. Throws STORAGE_UNWRITABLE.
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
