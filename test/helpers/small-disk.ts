// A disk of its own, so small that a test can fill it.
import type { Assertions } from 'brittle'
import fs from '#fs'
import path from '#path'
import { codeOf } from '../../shared/base/errors.ts'
import { shell } from '../nat/command.ts'

const FILLER = 'filler'

export class SmallDisk {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  /** Null where we may not make one. It is gone when the test ends, after what the test starts from now on. */
  static async mount(t: Assertions, kilobytes: number): Promise<SmallDisk | null> {
    const folder = await t.tmp()
    try {
      shell('mount -t tmpfs -o "size=$1k" none "$2" 2> /dev/null', [`${kilobytes}`, folder])
    } catch {
      return null
    }
    t.teardown(() => shell('umount -l "$1"', [folder]))
    return new SmallDisk(folder)
  }

  /** Whoever writes from now on gets ENOSPC, once the last page of its file is full. */
  fill(): void {
    const fd = fs.openSync(path.join(this.folder, FILLER), 'a')
    try {
      for (;;) fs.writeSync(fd, new Uint8Array(4096))
    } catch (error) {
      if (codeOf(error) !== 'ENOSPC') throw error
    } finally {
      fs.closeSync(fd)
    }
  }

  free(): void {
    fs.rmSync(path.join(this.folder, FILLER))
  }
}
