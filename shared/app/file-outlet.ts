// Writes bulk data to a file or a device, asynchronously: a disk may make its writers wait.
import { writeAll } from '../base/write-all.ts'
import type { Outlet } from './outlet.ts'

export class FileOutlet implements Outlet {
  readonly #fd: number
  #written: Promise<void> = Promise.resolve()

  constructor(fd: number) {
    this.#fd = fd
  }

  write(bytes: Uint8Array, onDone: (cause?: unknown) => void): void {
    // After a failed write nothing more is written: there would be a gap.
    this.#written = this.#written.then(() => writeAll(this.#fd, bytes))
    this.#written.then(() => onDone(), onDone)
  }
}
