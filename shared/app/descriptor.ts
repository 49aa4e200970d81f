// Inspects the three standard descriptors with system calls: opening a stream to find out would change them, and
// the runtimes treat every kind they do not know as empty.
import fs from '#fs'
import process from '#process'
import tty from '#tty'

/** Standard input, output and error. */
export type Descriptor = 0 | 1 | 2

/**
 * stream: a FIFO or a socket, which the event loop can poll. file: anything read and written at its own position,
 * including devices and folders. closed: not provided by whoever started us.
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

/** True when the descriptor is a terminal. Opens no stream: in Bare that alone would keep the process alive. */
export function isTerminal(fd: Descriptor): boolean {
  return (tty.isTTY ?? tty.isatty)?.(fd) ?? false
}

export function kindOf(fd: Descriptor): Kind {
  if (isTerminal(fd)) return 'terminal'
  const type = typeOf(fd)
  if (type === null) return 'closed'
  return type === FIFO || type === SOCKET ? 'stream' : 'file'
}

/** Whether `fd` is a device that delivers bytes as they arrive. */
export function isDevice(fd: Descriptor): boolean {
  return typeOf(fd) === CHARACTER_DEVICE
}

/** False when `fd` was opened for the other direction only. True when the system does not tell. */
export function allows(fd: Descriptor, direction: 'reading' | 'writing'): boolean {
  const { flags } = stateOf(fd)
  if (flags === null) return true
  return (flags & ACCESS_MASK) !== (direction === 'reading' ? WRITE_ONLY : READ_ONLY)
}

/** Whether calls on `fd` block. True when the system does not tell, because blocking is the default. */
export function isBlocking(fd: Descriptor): boolean {
  return ((stateOf(fd).flags ?? 0) & NONBLOCK) === 0
}

/**
 * The bytes from the file's position to its end; null when its size is unknown. Only Linux tells the position;
 * elsewhere it is assumed to be the start.
 */
export function bytesLeft(fd: Descriptor): number | null {
  try {
    const stats = fs.fstatSync(fd)
    // Files that the kernel generates while they are read report size 0.
    if (!stats.isFile() || stats.size === 0) return null
    return Math.max(stats.size - (stateOf(fd).position ?? 0), 0)
  } catch {
    return null // closed
  }
}

/**
 * Opens the file behind `fd` again, for the same direction and non-blocking. O_NONBLOCK on `fd` itself would affect
 * every process that shares it, such as the shell. Null where that is impossible: for a socket, on a system other
 * than Linux, for another user's pipe or terminal, in a container without /proc.
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

/** Closes terminals that are gone, as Node would crash when it exits: it cannot restore them. Must come last. */
export function closeDeadDevices(): void {
  for (const fd of [0, 1, 2] as const) {
    if (isDevice(fd) && !isTerminal(fd)) fs.closeSync(fd)
  }
}

/** Whether `fd` is an anonymous pipe. */
export function isUnnamedPipe(fd: Descriptor): boolean {
  try {
    return fs.readlinkSync(linkOf(fd)).startsWith('pipe:')
  } catch {
    return false
  }
}

function typeOf(fd: Descriptor): number | null {
  try {
    // If the process was started without a descriptor, Bare's event loop uses that number for files of its own, which
    // have no type. Node opens /dev/null there.
    return fs.fstatSync(fd).mode & TYPE_MASK || null
  } catch {
    return null // EBADF: the number is unused
  }
}

/** The file's position and open flags, as far as the system tells. */
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
