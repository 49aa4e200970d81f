// System error codes in plain English, as the end of a sentence. Pure.

const SYSTEM_WORDS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOLCK: 'the file system does not support locks',
  ETXTBSY: 'it is in use',
  EBUSY: 'it is in use',
  EBADF: 'the descriptor is not open for that',
  ENOENT: 'there is no such file or folder',
  EEXIST: 'something else has that name',
  ENOTDIR: 'part of the path is not a folder',
  EISDIR: 'it is a folder',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'the device failed',
  ECONNRESET: 'the connection was reset'
}

/** EDQUOT on Linux and on macOS: libuv does not name it. */
const UNNAMED_WORDS: Record<string, string> = {
  '-122': 'the disk quota is used up',
  '-69': 'the disk quota is used up'
}

/**
 * The words for an error by its `code` and `errno`; undefined when there are none. For an error that libuv does
 * not name, Bare puts the number into the code, Node into either.
 */
export function wordsOf(code: string, errno: unknown): string | undefined {
  const [, number = String(errno)] = /^Unknown system error (-\d+)$/.exec(code) ?? []
  return SYSTEM_WORDS[code] ?? UNNAMED_WORDS[number]
}
