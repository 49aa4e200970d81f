// Large files for pipes, and the resource use of a process.
import b4a from 'b4a'
import sodium from 'sodium-universal'
import fs from '#fs'
import path from '#path'

export const MIB = 1024 * 1024

/** Creates a file of `size` random bytes (whole MiB) and returns its path. */
export function randomFile(folder: string, name: string, size: number): string {
  const file = path.join(folder, name)
  const block = b4a.alloc(MIB)
  const fd = fs.openSync(file, 'w')
  for (let written = 0; written < size; written += block.length) {
    sodium.randombytes_buf(block)
    fs.writeSync(fd, block)
  }
  fs.closeSync(fd)
  return file
}

/** Whether the file holds exactly these bytes. */
export function holds(file: string, chunks: Iterable<Uint8Array>): boolean {
  const fd = fs.openSync(file, 'r')
  try {
    let position = 0
    for (const chunk of chunks) {
      const bytes = b4a.alloc(chunk.length)
      const read = fs.readSync(fd, bytes, 0, bytes.length, position)
      if (read !== chunk.length || !b4a.equals(bytes, chunk)) return false
      position += read
    }
    return position === fs.fstatSync(fd).size
  } finally {
    fs.closeSync(fd)
  }
}

/** Whether two files hold the same bytes. */
export function isSameFile(one: string, other: string): boolean {
  return holds(one, blocks(other))
}

function* blocks(file: string): Iterable<Uint8Array> {
  const fd = fs.openSync(file, 'r')
  try {
    for (let position = 0; ;) {
      const bytes = b4a.alloc(MIB)
      const read = fs.readSync(fd, bytes, 0, bytes.length, position)
      if (read === 0) return
      position += read
      yield bytes.subarray(0, read)
    }
  } finally {
    fs.closeSync(fd)
  }
}

/** The most memory a running process has had at once, in bytes; null where the system does not say. */
export function peakMemory(pid: number): number | null {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024
  } catch {
    return null // no /proc: not Linux
  }
}
