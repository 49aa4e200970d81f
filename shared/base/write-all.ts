// Writes to files until every byte is written. The system may write fewer bytes than it is given, as on a disk
// that is filling up, and the file streams of Node and Bare ignore the count.
import fs from '#fs'
import { wait } from './clock.ts'
import { codeOf } from './errors.ts'

/** How soon to retry a device that accepts nothing at the moment. */
const RETRY_MS = 20

/**
 * Writes all of `bytes` at `position`, or at the file's current position when that is null. Throws the system's
 * error, ENOSPC for instance; what was written before it stays.
 */
export function writeAllSync(fd: number, bytes: Uint8Array, position: number | null = null): void {
  for (let offset = 0; offset < bytes.length;) {
    const at = position === null ? null : position + offset
    offset += writeSomeSync(fd, bytes.subarray(offset), at)
  }
}

/** The same, asynchronously. One call at a time per file: calls do not wait for each other. */
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

/** Writes at least one of `bytes` and returns how many. Throws the system's error. */
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

/** A file that accepts nothing without an error would be retried for ever. */
function taken(count: number): number {
  if (count > 0) return count
  throw Object.assign(new Error('The file accepts no more bytes'), { code: 'ENOSPC' })
}
