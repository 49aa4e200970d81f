// What the three descriptors of the process are, by asking the system: opening a stream to find out would
// change them, and the runtimes take every kind they do not know for an empty one.
import fs from '#fs'
import process from '#process'
import tty from '#tty'

/** Standard input, output and error. */
export type Descriptor = 0 | 1 | 2

/**
 * stream: a FIFO or a socket, which the event loop can wait for. file: whatever is read and written where it
 * stands, devices and folders among them. closed: nothing that the one who started us has given.
 */
export type Kind = 'terminal' | 'stream' | 'file' | 'closed'

/** <sys/stat.h> */
const TYPE_MASK = 0o170000
const FIFO = 0o010000
const SOCKET = 0o140000
const CHARACTER_DEVICE = 0o020000

/** <asm-generic/fcntl.h> of Linux: bare-fs does not know all of them by name. */
const ACCESS_MASK = 0o3
const READ_ONLY = 0o0
const WRITE_ONLY = 0o1
const NO_CONTROLLING_TERMINAL = 0o400
const NONBLOCK = 0o4000

/** True when the descriptor is a terminal. Opens no stream: in Bare that alone holds the process. */
export function isTerminal(fd: Descriptor): boolean {
  return (tty.isTTY ?? tty.isatty)?.(fd) ?? false
}

export function kindOf(fd: Descriptor): Kind {
  if (isTerminal(fd)) return 'terminal'
  const type = typeOf(fd)
  if (type === null) return 'closed'
  return type === FIFO || type === SOCKET ? 'stream' : 'file'
}

/** Whether `fd` is a device that gives bytes as they come. */
export function isDevice(fd: Descriptor): boolean {
  return typeOf(fd) === CHARACTER_DEVICE
}

/** False when `fd` was opened for the other direction only. True where the system does not tell. */
export function allows(fd: Descriptor, direction: 'reading' | 'writing'): boolean {
  const { flags } = stateOf(fd)
  if (flags === null) return true
  return (flags & ACCESS_MASK) !== (direction === 'reading' ? WRITE_ONLY : READ_ONLY)
}

/** Whether calls on `fd` wait until they can be done. True where the system does not tell: it is the rule. */
export function isBlocking(fd: Descriptor): boolean {
  return ((stateOf(fd).flags ?? 0) & NONBLOCK) === 0
}

/**
 * The bytes between where the file on `fd` stands and its end; null when it is none whose size is known. Where the
 * system does not tell the position, which only Linux does, it is taken to stand at its start.
 */
export function bytesLeft(fd: Descriptor): number | null {
  try {
    const stats = fs.fstatSync(fd)
    // Files that the kernel makes up as they are read say 0.
    if (!stats.isFile() || stats.size === 0) return null
    return Math.max(stats.size - (stateOf(fd).position ?? 0), 0)
  } catch {
    return null // closed
  }
}

/**
 * Opens what `fd` is once more, for its own direction and non-blocking. That would otherwise show in every process
 * that shares the descriptor, the shell among them. Null where it cannot be: a socket, a system other than
 * Linux, somebody else's pipe or terminal, a container without /proc.
 */
export function openAgain(fd: Descriptor): number | null {
  if (process.platform !== 'linux') return null
  const access = fd === 0 ? READ_ONLY : WRITE_ONLY
  try {
    return fs.openSync(linkOf(fd), access | NONBLOCK | NO_CONTROLLING_TERMINAL)
  } catch {
    return null
  }
}

/** Whether `fd` is a pipe without a name. */
export function isUnnamedPipe(fd: Descriptor): boolean {
  try {
    return fs.readlinkSync(linkOf(fd)).startsWith('pipe:')
  } catch {
    return false
  }
}

function typeOf(fd: Descriptor): number | null {
  try {
    // A descriptor the process was started without is taken in Bare by files of the event loop, which have no
    // type. Node opens /dev/null there.
    return fs.fstatSync(fd).mode & TYPE_MASK || null
  } catch {
    return null // EBADF: nothing took the number
  }
}

/** Where the file stands, and how it was opened, as far as the system tells. */
function stateOf(fd: Descriptor): { position: number | null; flags: number | null } {
  try {
    const text = fs.readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')
    const [, position = ''] = /^pos:\s*(\d+)$/m.exec(text) ?? []
    const [, flags = ''] = /^flags:\s*([0-7]+)$/m.exec(text) ?? []
    return { position: Number(position), flags: parseInt(flags, 8) }
  } catch {
    return { position: null, flags: null }
  }
}

function linkOf(fd: Descriptor): string {
  return `/proc/self/fd/${fd}`
}
