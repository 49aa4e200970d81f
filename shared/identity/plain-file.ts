// Inspects and reads our files. Opens regular files only: opening a named pipe would block until somebody writes,
// and a symbolic link leads out of the folder whose permissions were checked.
import fs from '#fs'
import { ChatError, codeOf, messageOf } from '../base/errors.ts'
import { b4a } from '../base/packages.ts'

const BLOCK_BYTES = 64 * 1024

/**
 * The stats of a regular file; null if nothing has that name. Throws for anything but a regular file, and the
 * system's errors: `reading` and `writing` turn them into a ChatError.
 */
export function lookAt(file: string): fs.Stats | null {
  let stats: fs.Stats
  try {
    stats = fs.lstatSync(file)
  } catch (error) {
    // Part of the path may be a file: whoever writes there says so.
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return null
    throw error
  }
  if (stats.isFile()) return stats
  throw new Error(kindOf(stats))
}

/**
 * The bytes of a regular file; null when there is none.
 * Throws STORAGE_UNREADABLE, also for a file of more than `maxBytes`.
 */
export function readFile(file: string, maxBytes: number): Uint8Array | null {
  return reading(file, () => {
    if (lookAt(file) === null) return null
    const fd = fs.openSync(file, 'r')
    try {
      return readWhole(fd, maxBytes)
    } finally {
      fs.closeSync(fd)
    }
  })
}

/** The same as text: UTF-8, without the byte order mark that some editors add. */
export function readText(file: string, maxBytes: number): string | null {
  const bytes = readFile(file, maxBytes)
  return bytes && b4a.toString(bytes).replace(/^\ufeff/, '')
}

/** Runs `task`; whatever it throws becomes STORAGE_UNREADABLE with the path of `file`. */
export function reading<Result>(file: string, task: () => Result): Result {
  return telling('STORAGE_UNREADABLE', file, task)
}

/** Runs `task`; whatever it throws becomes STORAGE_UNWRITABLE with the path of `file`. */
export function writing<Result>(file: string, task: () => Result): Result {
  return telling('STORAGE_UNWRITABLE', file, task)
}

/** Saves a change already in effect; a failure becomes NOT_KEPT: it holds until the app exits. */
export function keeping<Result>(file: string, task: () => Result): Result {
  try {
    return task()
  } catch (cause) {
    throw new ChatError('NOT_KEPT', { cause, values: { path: file, reason: reasonOf(cause) } })
  }
}

/** What went wrong with a file in a few words: the system's reason, even from inside a ChatError. */
export function reasonOf(error: unknown): string {
  return messageOf(error instanceof ChatError ? (error.cause ?? error) : error)
}

function telling<Result>(
  code: 'STORAGE_UNREADABLE' | 'STORAGE_UNWRITABLE',
  file: string,
  task: () => Result
): Result {
  try {
    return task()
  } catch (cause) {
    if (cause instanceof ChatError) throw cause
    throw new ChatError(code, { cause, values: { path: file, reason: messageOf(cause) } })
  }
}

/** Usually in one read: the file's size plus one byte, to see that it ends there. */
function readWhole(fd: number, maxBytes: number): Uint8Array {
  const size = Math.min(fs.fstatSync(fd).size, maxBytes)
  const blocks: Uint8Array[] = []
  // -1 means the descriptor's position: bare-fs takes null for the start of the file.
  for (let length = 0; length <= maxBytes;) {
    const block = b4a.allocUnsafe(Math.max(size + 1 - length, BLOCK_BYTES))
    const count = fs.readSync(fd, block, 0, block.length, -1)
    if (count === 0) return b4a.concat(blocks)
    length += count
    blocks.push(block.subarray(0, count))
  }
  throw new Error(`it is larger than ${maxBytes} bytes`)
}

function kindOf(stats: fs.Stats): string {
  if (stats.isDirectory()) return 'it is a folder'
  if (stats.isSymbolicLink()) return 'it is a symbolic link. Put the file itself there'
  if (stats.isFIFO()) return 'it is a named pipe, not a file'
  return 'it is a device or a socket, not a file'
}
