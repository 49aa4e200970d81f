// The files of a transcript: `<number of the first event>.ndjson`, one event a line, and `id`. All but the newest may
// be deleted at any time to free space.
import fs from '#fs'
import path from '#path'
import { b4a, crypto } from '../base/packages.ts'
import { replaceFile } from '../identity/atomic-file.ts'
import { readText } from '../identity/plain-file.ts'
import { isLogId } from '../room/fields.ts'
import { readBackwards, readFrom } from './event-lines.ts'
import type { LoggedEvent } from './log.ts'

const NAME = /^(\d{12})\.ndjson$/
const ID_FILE = 'id'
const MAX_ID_BYTES = 1024

export class TranscriptFiles {
  readonly #folder: string
  /** The numbers of the files' first events, oldest first. */
  #firsts: number[]

  /** Throws the system's error for an unreadable folder. */
  constructor(folder: string) {
    this.#folder = folder
    const names = fs.readdirSync(folder)
    this.#firsts = names.flatMap((name) => Number(NAME.exec(name)?.[1] ?? 0) || [])
    this.#firsts.sort((a, b) => a - b)
  }

  /** The numbers of the files' first events, oldest first. */
  get firsts(): readonly number[] {
    return this.#firsts
  }

  pathOf(first: number): string {
    return path.join(this.#folder, `${String(first).padStart(12, '0')}.ndjson`)
  }

  /** Adds a new file, now the newest. */
  add(first: number): void {
    this.#firsts.push(first)
  }

  /** Events with numbers above `after`, oldest first, about `maxBytes` of them; empty if there are none. */
  readAfter(after: number, maxBytes: number): LoggedEvent[] {
    const index = this.#firsts.findLastIndex((first) => first <= after + 1)
    for (const first of this.#firsts.slice(Math.max(index, 0))) {
      const fd = this.#open(first)
      if (fd === null) continue
      try {
        const events = readFrom(fd, after + 1, maxBytes)
        if (events.length > 0) return events
      } finally {
        fs.closeSync(fd)
      }
    }
    return []
  }

  /** Events with numbers below `before`: the slices come newest first, each oldest first. */
  *readBackwards(before: number): Generator<LoggedEvent[]> {
    for (const first of this.#firsts.filter((each) => each < before).reverse()) {
      const fd = this.#open(first)
      if (fd === null) continue
      try {
        for (const events of readBackwards(fd)) {
          const older = events.filter(({ seq }) => seq < before)
          if (older.length > 0) yield older
        }
      } finally {
        fs.closeSync(fd)
      }
    }
  }

  /** Deletes the oldest files until those besides the newest take at most `maxBytes`. */
  removeOldest(maxBytes: number): void {
    const sizes = this.#firsts.slice(0, -1).map((first) => sizeOf(this.pathOf(first)))
    let total = sizes.reduce((sum, size) => sum + size, 0)
    for (const [index, first] of this.#firsts.slice(0, -1).entries()) {
      if (total <= maxBytes) return
      fs.rmSync(this.pathOf(first), { force: true })
      this.#forget(first)
      total -= sizes[index] ?? 0
    }
  }

  /** The id of the log, created if there is none. Throws STORAGE_*. */
  openId(): string {
    const file = path.join(this.#folder, ID_FILE)
    const text = readText(file, MAX_ID_BYTES)?.trim()
    if (isLogId(text)) return text
    const id = b4a.toString(crypto.randomBytes(8), 'hex')
    this.writeId(id)
    return id
  }

  /** Throws STORAGE_*. */
  writeId(id: string): void {
    replaceFile(path.join(this.#folder, ID_FILE), `${id}\n`)
  }

  /** Makes the next opening create another id. False when that cannot be ensured. */
  removeId(): boolean {
    try {
      fs.rmSync(path.join(this.#folder, ID_FILE), { force: true })
      return true
    } catch {
      return false // read-only, or deleted altogether
    }
  }

  /** Null for a file that was deleted or cannot be read: it is skipped from now on. */
  #open(first: number): number | null {
    try {
      return fs.openSync(this.pathOf(first), 'r')
    } catch {
      this.#forget(first)
      return null
    }
  }

  #forget(first: number): void {
    this.#firsts = this.#firsts.filter((each) => each !== first)
  }
}

function sizeOf(file: string): number {
  try {
    return fs.statSync(file).size
  } catch {
    return 0 // somebody has deleted it
  }
}
