// A list of keys in a text file that people can read and edit: a key and a comment a line. Changes take effect at
// once; a change that cannot be saved stays in memory, and is saved with the next one.
import type fs from '#fs'
import { messageOf } from '../../shared/base/errors.ts'
import { bytesOf, keyOf, type PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { b4a } from '../../shared/base/packages.ts'
import { printable } from '../../shared/base/text.ts'
import { appendLines } from '../../shared/identity/append-lines.ts'
import { replaceFile } from '../../shared/identity/atomic-file.ts'
import { keeping, lookAt, readFile, reading } from '../../shared/identity/plain-file.ts'
import { forEachLine } from './key-lines.ts'
import { KeySet } from './key-set.ts'

const NOTHING = b4a.alloc(0)
const SHORTEST_LINE = 53

export class KeyList {
  /** The file was edited into something unreadable: the previous list stays in force. Called once per edit. */
  onUnreadable: (problem: string) => void = () => {}
  readonly #file: string | null
  /** The keys in the file. */
  #saved = new KeySet()
  /** Identifies the state of the file when it was read. */
  #version = ''
  /** Lines not yet in the file, by their keys. */
  readonly #added = new Map<PublicKey, string>()
  /** Keys still to be removed from the file. */
  readonly #removed = new Set<PublicKey>()

  /** Null keeps the list in memory only. Throws STORAGE_UNREADABLE. */
  constructor(file: string | null) {
    this.#file = file
    this.#reread()
  }

  has(key: PublicKey): boolean {
    return this.among([key]).length > 0
  }

  /** Those of the keys that are on the list: one look at the file, however many they are. */
  among(keys: PublicKey[]): PublicKey[] {
    this.#lookAgain()
    return keys.filter(
      (key) => this.#added.has(key) || (this.#saved.has(bytesOf(key)) && !this.#removed.has(key))
    )
  }

  /** The keys that start with these hex digits. */
  startingWith(digits: string): PublicKey[] {
    this.#lookAgain()
    const found = this.#saved.startingWith(b4a.from(digits.slice(0, 8), 'hex')).map(keyOf)
    const listed = [...found.filter((key) => !this.#removed.has(key)), ...this.#added.keys()]
    return listed.filter((key) => key.startsWith(digits))
  }

  /** False when it is already on the list. Appends a line to the file. Throws NOT_KEPT when only memory has it. */
  add(key: PublicKey, comment: string): boolean {
    const isNew = !this.has(key)
    this.#removed.delete(key)
    if (isNew && !this.#saved.has(bytesOf(key))) {
      this.#added.set(key, `${key} ${printable(comment)}`.trim())
    }
    this.#save()
    return isNew
  }

  /** False when it was not on the list. Rewrites the whole file. Throws NOT_KEPT when it only holds in memory. */
  remove(key: PublicKey): boolean {
    const isListed = this.has(key)
    this.#added.delete(key)
    if (this.#saved.has(bytesOf(key))) this.#removed.add(key)
    this.#save()
    return isListed
  }

  #lookAgain(): void {
    try {
      this.#reread()
    } catch (error) {
      this.onUnreadable(`${messageOf(error)}. The previous list stays in force`)
    }
  }

  /** Throws once for each unreadable state of the file. */
  #reread(): void {
    const file = this.#file
    if (file === null) return
    reading(file, () => {
      const { version, error } = stateOf(file)
      if (version === this.#version) return
      this.#version = version
      if (error !== undefined) throw error
      this.#take(readFile(file, LIMITS.listBytes) ?? NOTHING)
    })
  }

  #take(bytes: Uint8Array): void {
    const saved = new KeySet(bytes.length / SHORTEST_LINE)
    forEachLine(bytes, ({ key }) => {
      if (key !== null) saved.add(key)
    })
    this.#saved = saved
    // The user may have added the lines that we could not save.
    for (const key of this.#added.keys()) {
      if (saved.has(bytesOf(key))) this.#added.delete(key)
    }
    for (const key of this.#removed) {
      if (!saved.has(bytesOf(key))) this.#removed.delete(key)
    }
  }

  #save(): void {
    const file = this.#file
    if (file === null) return
    keeping(file, () => {
      if (this.#removed.size > 0) this.#rewrite(file)
      if (this.#added.size > 0) this.#append(file)
    })
  }

  /** Copies all lines byte for byte, except those of removed keys. */
  #rewrite(file: string): void {
    const bytes = readFile(file, LIMITS.listBytes) ?? NOTHING
    const removed = new KeySet()
    for (const key of this.#removed) removed.add(bytesOf(key))
    const parts: Uint8Array[] = []
    let end = 0
    forEachLine(bytes, (line) => {
      if (line.key === null || !removed.has(line.key)) return
      parts.push(bytes.subarray(end, line.start))
      end = line.end
    })
    const kept = b4a.concat([...parts, bytes.subarray(end)])
    replaceFile(file, kept)
    this.#version = stateOf(file).version
    this.#take(kept)
  }

  #append(file: string): void {
    const isKnown = stateOf(file).version === this.#version
    const stats = appendLines(file, [...this.#added.values()], { isSynced: true })
    for (const key of this.#added.keys()) this.#saved.add(bytesOf(key))
    this.#added.clear()
    // Otherwise somebody else has changed it too: it is read again.
    if (isKnown) this.#version = versionOf(stats)
  }
}

/** Identifies a state of the file; `error` says why it cannot be read. */
function stateOf(file: string): { version: string; error?: unknown } {
  try {
    const stats = lookAt(file)
    return { version: stats ? versionOf(stats) : 'none' }
  } catch (error) {
    return { version: messageOf(error), error }
  }
}

function versionOf({ mtimeMs, ctimeMs, size, ino }: fs.Stats): string {
  return [mtimeMs, ctimeMs, size, ino].join(' ')
}
