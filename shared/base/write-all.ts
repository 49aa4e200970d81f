// Writes to files until every byte is taken. The system may take fewer than it is given, as on a disk that
// fills up meanwhile, and the file streams of Node and Bare do not look at how many those were.
import fs from '#fs'
import { wait } from './clock.ts'
import { codeOf } from './errors.ts'

/** How soon a device that takes nothing at the moment is asked again. */
const RETRY_MS = 20

/**
 * Writes all of `bytes` at `position`, or where the file stands when that is null. Throws the system's error,
 * ENOSPC among them; what was taken before stays written.
 */
export function writeAllSync(fd: number, bytes: Uint8Array, position: number | null = null): void {
  for (let offset = 0; offset < bytes.length;) {
    const at = position === null ? null : position + offset
    offset += writeSomeSync(fd, bytes.subarray(offset), at)
  }
}

/** The same without holding anybody up. One call at a time for each file: they do not wait for each other. */
export async function writeAll(
  fd: number,
  bytes: Uint8Array,
  position: number | null = null
): Promise<void> {
  for (let offset = 0; offset < bytes.length;) {
    const at = position === null ? null : position + offset
    offset += await writeSome(fd, bytes.subarray(offset), at)
  }
}

/** Writes as many of `bytes` as the system takes, one at least, and says how many. Throws the system's error. */
export function writeSomeSync(
  fd: number,
  bytes: Uint8Array,
  position: number | null = null
): number {
  return taken(fs.writeSync(fd, bytes, 0, bytes.length, position))
}

async function writeSome(fd: number, bytes: Uint8Array, position: number | null): Promise<number> {
  for (;;) {
    try {
      return taken(await write(fd, bytes, position))
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error
      await wait(RETRY_MS)
    }
  }
}

function write(fd: number, bytes: Uint8Array, position: number | null): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.write(fd, bytes, 0, bytes.length, position, (cause, count) => {
      if (cause) reject(cause)
      else resolve(count)
    })
  })
}

/** A file that takes nothing, and gives no reason, would be asked for ever. */
function taken(count: number): number {
  if (count > 0) return count
  throw Object.assign(new Error('The file takes no more'), { code: 'ENOSPC' })
}
