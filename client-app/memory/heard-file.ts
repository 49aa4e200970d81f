// Records what an identity received in a room, and how far it has read, beside its key: so that the next process goes
// on from there, and a host cannot replay as new what came before. Authors, ids and times, but no texts.
import path from '#path'
import { CLOCK, timeOfDay, type Clock } from '../../shared/base/clock.ts'
import { ChatError } from '../../shared/base/errors.ts'
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { appendLines } from '../../shared/identity/append-lines.ts'
import { replaceFile } from '../../shared/identity/atomic-file.ts'
import { makeFolder } from '../../shared/identity/folder.ts'
import { readText, reasonOf } from '../../shared/identity/plain-file.ts'
import { KnownIds } from '../../shared/room/known-ids.ts'
import type { Resume } from '../../shared/room/reader.ts'
import {
  furthest,
  KINDS,
  LINE_BYTES,
  readId,
  writeId,
  writePlace,
  type HeardId,
  type Kind,
  type Place
} from './heard-lines.ts'
import { RetryingWriter } from './retrying-writer.ts'

const FOLDER = 'heard'
/** This many obsolete lines are tolerated. */
const SPARE_LINES = 1000
/** Twice the number of lines in force: beyond it, obsolete lines are removed. */
const MOST_LINES = 2 * KINDS.length * LIMITS.rememberedPosts
/** The least time between writes, so that events of the same moment share one. A crash loses as much. */
const WRITE_MS = 250

export interface HeardFileOptions {
  /** The identity's folder; null keeps nothing. */
  folder: string | null
  /** The room's key. */
  room: PublicKey
  /** The file cannot be read or written, as a sentence: replays will not be recognised after a restart. */
  onProblem: (problem: string) => void
  clock?: Clock
}

export class HeardFile {
  readonly posts: KnownIds
  readonly whispers: KnownIds
  /** How far an earlier process had read; null for none. */
  readonly before: Place | null
  readonly #options: HeardFileOptions
  /** Null when nothing is saved. */
  readonly #file: string | null
  readonly #writer: RetryingWriter
  readonly #clock: Clock
  #place: Place | null
  #lineCount = 0
  /** Ids of what our output has not written yet: to the next process, all of that is new. */
  #unread: string[] = []
  #readCount = 0
  #unwritten: string[] = []
  #due: { cancel(): void } | null = null
  #writtenAt = -Infinity

  constructor(options: HeardFileOptions) {
    this.#options = options
    const { folder, room, clock = CLOCK } = options
    this.#clock = clock
    const file = folder && path.join(folder, FOLDER, room)
    this.#writer = new RetryingWriter({
      clock,
      catchUp: () => this.#write(),
      onFailed: (cause) => this.#tell(cause)
    })
    const inForce = file === null ? null : this.#readIfPossible(file)
    this.#file = inForce && file
    const { ids, place } = inForce ?? { ids: [], place: null }
    this.before = this.#place = place
    if (inForce !== null) this.#writer.write(() => this.#trim(inForce))
    const of = (kind: Kind): KnownIds => {
      const known = ids.filter((id) => id.kind === kind)
      return new KnownIds(known, (heard) => {
        if (this.#file !== null) this.#unread.push(writeId({ kind, ...heard }))
      })
    }
    this.posts = of('post')
    this.whispers = of('whisper')
  }

  /** Everything received so far ends at this place. Call the result when our output has written it. */
  reached(resume: Resume): () => void {
    const count = this.#readCount + this.#unread.length
    return () => {
      if (this.#file === null) return
      const lines = this.#unread.splice(0, count - this.#readCount)
      this.#readCount += lines.length
      this.#place = { ...resume, at: timeOfDay() }
      this.#unwritten.push(...lines)
      this.#unwritten.splice(0, this.#unwritten.length - MOST_LINES)
      const waitMs = Math.max(this.#writtenAt + WRITE_MS - this.#clock.now(), 0)
      this.#due ??= this.#clock.after(waitMs, () => this.#flush())
    }
  }

  /** Writes what is pending. */
  close(): void {
    if (this.#due !== null) this.#flush()
    this.#writer.close()
  }

  #flush(): void {
    this.#due?.cancel()
    this.#due = null
    this.#writtenAt = this.#clock.now()
    this.#writer.write()
  }

  #write(): void {
    const file = this.#file
    if (file === null) return
    const lines = [...this.#unwritten]
    // Last, and in the same write: whatever is known lies before the place.
    if (this.#place !== null) lines.push(writePlace(this.#place))
    makeFolder(path.dirname(file))
    appendLines(file, lines, { isSynced: false })
    this.#unwritten = []
    this.#lineCount += lines.length
    if (this.#lineCount > MOST_LINES) this.#trim(this.#read(file))
  }

  #readIfPossible(file: string): InForce | null {
    try {
      return this.#read(file)
    } catch (error) {
      if (!(error instanceof ChatError)) throw error
      this.#tell(error)
      return null
    }
  }

  /** The lines in force: anything signed earlier is rejected anyway. */
  #read(file: string): InForce {
    const all = readText(file, 2 * MOST_LINES * LINE_BYTES)?.split('\n') ?? []
    const place = furthest(all)
    const oldest = Math.min(timeOfDay() - LIMITS.signedAgoMs, place?.signedFrom ?? Infinity)
    const recent = all.map(readId).filter((id) => id !== null && id.signedAt >= oldest) as HeardId[]
    const ids = KINDS.flatMap((kind) =>
      recent.filter((id) => id.kind === kind).slice(-LIMITS.rememberedPosts)
    )
    this.#lineCount = all.length
    return { ids, place }
  }

  /** Removes the other lines when there are many. */
  #trim({ ids, place }: InForce): void {
    const lines = [...ids.map(writeId), ...(place ? [writePlace(place)] : [])]
    if (this.#file === null || this.#lineCount - lines.length <= SPARE_LINES) return
    replaceFile(this.#file, lines.map((line) => `${line}\n`).join(''))
    this.#lineCount = lines.length
  }

  #tell(cause: ChatError): void {
    const { folder, room, onProblem } = this.#options
    const file = path.join(folder ?? '', FOLDER, room)
    onProblem(
      `After a restart, messages received here can be replayed to you: ${file}: ${reasonOf(cause)}`
    )
  }
}

/** What the next process needs. */
interface InForce {
  ids: HeardId[]
  place: Place | null
}
