// A list of keys in a plain text file, for people to read and edit: a key and a comment a line.
import fs from '#fs'
import { ChatError, codeOf, messageOf } from '../shared/base/errors.ts'
import { parsePublicKey, formatPublicKey } from '../shared/identity/public-key.ts'
import { printable } from '../shared/base/text.ts'

interface Line {
  text: string
  /** In hex; null for a line that holds none. */
  key: string | null
}

export class KeyList {
  readonly #file: string | null
  #lines: Line[] = []
  #keys = new Set<string>()
  /** What the file looked like when it was read. */
  #version = ''

  /** Null keeps the list in memory only. Throws STORAGE_UNREADABLE. */
  constructor(file: string | null) {
    this.#file = file
    this.#reread()
  }

  has(publicKey: Uint8Array): boolean {
    return this.keys.has(formatPublicKey(publicKey))
  }

  /** The keys in hex, as the file has them now. */
  get keys(): ReadonlySet<string> {
    try {
      this.#reread()
    } catch {
      // Unreadable for the moment: what was on it counts on.
    }
    return this.#keys
  }

  /** False when it is on the list already. Throws STORAGE_UNWRITABLE. */
  add(publicKey: Uint8Array, comment: string): boolean {
    if (this.has(publicKey)) return false
    const key = formatPublicKey(publicKey)
    this.#write([...this.#lines, { text: `${key} ${printable(comment)}`.trim(), key }])
    return true
  }

  /** False when it was not on the list. Throws STORAGE_UNWRITABLE. */
  remove(publicKey: Uint8Array): boolean {
    if (!this.has(publicKey)) return false
    const key = formatPublicKey(publicKey)
    this.#write(this.#lines.filter((line) => line.key !== key))
    return true
  }

  #reread(): void {
    if (this.#file === null) return
    try {
      const { mtimeMs, size, ino } = fs.statSync(this.#file)
      const version = `${mtimeMs} ${size} ${ino}`
      if (version === this.#version) return
      const text = fs.readFileSync(this.#file, 'utf8')
      this.#take(
        text
          .split('\n')
          .filter((line, index, all) => index < all.length - 1 || line !== '')
          .map(readLine)
      )
      this.#version = version
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') this.#take([])
      else throw this.#error('STORAGE_UNREADABLE', cause)
    }
  }

  #take(lines: Line[]): void {
    this.#lines = lines
    this.#keys = new Set(lines.flatMap(({ key }) => key ?? []))
  }

  /** Written whole under another name, then given its own: a crash leaves the old list or the new one. */
  #write(lines: Line[]): void {
    this.#take(lines)
    if (this.#file === null) return
    const temporary = `${this.#file}.tmp`
    try {
      const fd = fs.openSync(temporary, 'w', 0o600)
      fs.writeSync(fd, lines.map(({ text }) => `${text}\n`).join(''))
      fs.fsyncSync(fd)
      fs.closeSync(fd)
      fs.renameSync(temporary, this.#file)
    } catch (cause) {
      throw this.#error('STORAGE_UNWRITABLE', cause)
    }
  }

  #error(code: 'STORAGE_UNREADABLE' | 'STORAGE_UNWRITABLE', cause: unknown): ChatError {
    return new ChatError(code, {
      cause,
      values: { path: this.#file ?? '', reason: messageOf(cause) }
    })
  }
}

function readLine(text: string): Line {
  const [word = ''] = text.trim().split(/\s/)
  try {
    return { text, key: word.startsWith('#') ? null : formatPublicKey(parsePublicKey(word)) }
  } catch {
    return { text, key: null } // a comment, or a slip: kept as it is
  }
}
