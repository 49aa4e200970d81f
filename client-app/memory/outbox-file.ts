// Keeps what the host has not confirmed on disk, beside the identity's key, for the next start: a line for each text
// as soon as it is said, and one once it is done with. Each process has a file of its own.
import fs from '#fs'
import path from '#path'
import { Timer, type Clock } from '../../shared/base/clock.ts'
import { ChatError } from '../../shared/base/errors.ts'
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { appendLines } from '../../shared/identity/append-lines.ts'
import { replaceFile, sync } from '../../shared/identity/atomic-file.ts'
import { makeFolder } from '../../shared/identity/folder.ts'
import { holdLock, type Release } from '../../shared/identity/lock.ts'
import { lookAt, readText, reasonOf, writing } from '../../shared/identity/plain-file.ts'
import { readLine, writeLine } from './outbox-lines.ts'
import { RetryingWriter } from './retrying-writer.ts'
import type { Said } from './said.ts'

const FOLDER = 'outbox'
/** A power failure loses at most what was said this long before. */
const SYNC_MS = 1000
/** Twice as many of the longest lines as may wait, and as many again that are done with. */
const MAX_BYTES = 128 * 1024 * 1024

export interface OutboxFileOptions {
  /** The identity's folder; null keeps nothing. */
  folder: string | null
  /** The room's key. */
  room: PublicKey
  /** The file cannot be read or written, as a sentence. */
  onProblem: (problem: string) => void
  clock?: Clock
}

export class OutboxFile {
  /** What earlier processes left, in order. */
  readonly left: readonly Said[]
  readonly #options: OutboxFileOptions
  /** Null when nothing is kept. */
  readonly #file: string | null
  /** What the file should hold, by id. */
  readonly #said = new Map<string, Said>()
  readonly #writer: RetryingWriter
  #lineCount = 0
  #syncing: Timer | null = null

  constructor(options: OutboxFileOptions) {
    this.#options = options
    const { folder, room } = options
    const base = folder && path.join(folder, FOLDER, room)
    this.#file = base && this.#openIfPossible(base)
    const file = this.#file ?? ''
    this.#writer = new RetryingWriter({
      ...options,
      catchUp: () => this.#replace(file),
      onFailed: (cause) => this.#tell(file, cause)
    })
    this.left = [...this.#said.values()].sort((one, other) => one.typedAt - other.typedAt)
  }

  /** Whether a crash now would lose nothing. */
  get isKept(): boolean {
    return this.#file !== null && !this.#writer.isBehind
  }

  /** Something was said, or it is clear now whom it is for. */
  add(said: Said): void {
    this.#said.set(said.id, { ...said })
    this.#write(writeLine(said))
    this.#syncing ??= new Timer(SYNC_MS, () => this.#sync())
  }

  /** The host has it, or never will. */
  remove(id: string): void {
    if (this.#said.delete(id)) this.#write(JSON.stringify({ id, isDone: true }))
  }

  /** Waits until the disk has everything. */
  close(): void {
    this.#syncing?.cancel()
    this.#sync()
    this.#writer.close()
  }

  #openIfPossible(base: string): string | null {
    try {
      return this.#open(base)
    } catch (error) {
      if (!(error instanceof ChatError)) throw error
      this.#tell(base, error)
      return null
    }
  }

  /** Takes the first file that no process uses, and what others have left in theirs. Its path; null if all are used. */
  #open(base: string): string | null {
    makeFolder(path.dirname(base))
    let own: string | null = null
    const others: { file: string; release: Release }[] = []
    for (let count = 1; count <= LIMITS.sessionsPerMember; count++) {
      const file = count === 1 ? base : `${base}.${count}`
      if (own !== null && lookAt(file) === null) continue
      const release = holdLock(`${file}.lock`)
      if (release === null) continue
      this.#read(file)
      if (own === null) own = file
      else others.push({ file, release })
    }
    if (own !== null && others.length > 0) this.#replace(own)
    for (const { file, release } of others) {
      fs.rmSync(file, { force: true })
      release()
    }
    return own
  }

  #read(file: string): void {
    const lines = readText(file, MAX_BYTES)?.split('\n') ?? []
    this.#lineCount += lines.length
    for (const line of lines.map(readLine)) {
      if (line === null) continue
      if ('isDone' in line) this.#said.delete(line.id)
      else this.#said.set(line.id, line)
    }
  }

  #write(line: string): void {
    const file = this.#file
    if (file === null) return
    this.#writer.write(() => {
      const isLong = this.#lineCount > 2 * (this.#said.size + LIMITS.waitingPosts)
      if (this.#said.size === 0) this.#empty(file)
      else if (isLong) this.#replace(file)
      else {
        appendLines(file, [line], { isSynced: false })
        this.#lineCount++
      }
    })
  }

  /** Usually the host confirms what was said before anything else is. */
  #empty(file: string): void {
    writing(file, () => {
      if (lookAt(file) !== null) fs.truncateSync(file, 0)
    })
    this.#lineCount = 0
  }

  #replace(file: string): void {
    replaceFile(file, Array.from(this.#said.values(), (said) => `${writeLine(said)}\n`).join(''))
    this.#lineCount = this.#said.size
  }

  #sync(): void {
    this.#syncing = null
    const file = this.#file
    if (file === null || this.#said.size === 0 || this.#writer.isBehind) return
    this.#writer.write(() =>
      writing(file, () => {
        const fd = fs.openSync(file, 'r+')
        try {
          sync(fd)
        } finally {
          fs.closeSync(fd)
        }
      })
    )
  }

  #tell(file: string, cause: ChatError): void {
    const what = 'What the host has not confirmed is lost when this app ends'
    this.#options.onProblem(`${what}: ${file}: ${reasonOf(cause)}`)
  }
}
