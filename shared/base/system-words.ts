// What errors of the system mean, as the end of a sentence. Pure.

const SYSTEM_WORDS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'no file may be that large',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOLCK: 'the file system has no locks',
  ETXTBSY: 'it is in use',
  EBUSY: 'it is in use',
  EBADF: 'it was not opened for that',
  ENOENT: 'there is no such file or folder',
  EEXIST: 'something else has that name',
  ENOTDIR: 'part of the path is not a folder',
  EISDIR: 'it is a folder',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'the device failed'
}

/** EDQUOT on Linux, and on macOS: libuv has no name for it. */
const UNNAMED_WORDS: Record<string, string> = {
  '-122': 'the disk quota is used up',
  '-69': 'the disk quota is used up'
}

/**
 * The words for an error by its `code` and its `errno`; undefined for one that has none here. Where libuv knows
 * no name, Bare has the number in the code, and Node in one or the other.
 */
export function wordsOf(code: string, errno: unknown): string | undefined {
  const [, number = String(errno)] = /^Unknown system error (-\d+)$/.exec(code) ?? []
  return SYSTEM_WORDS[code] ?? UNNAMED_WORDS[number]
}
