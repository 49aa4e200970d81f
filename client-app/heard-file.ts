// Records what an identity received in a room, beside its key, so that a host cannot replay it as new after the
// member restarts. Authors, ids and times, but no texts.
import path from '#path'
import { Timer, timeOfDay } from '../shared/base/clock.ts'
import { ChatError } from '../shared/base/errors.ts'
import { LIMITS } from '../shared/base/limits.ts'
import { appendLines } from '../shared/identity/append-lines.ts'
import { replaceFile } from '../shared/identity/atomic-file.ts'
import { makeFolder } from '../shared/identity/folder.ts'
import { readText, reasonOf } from '../shared/identity/plain-file.ts'
import { KnownIds, type SignedId } from '../shared/room/known-ids.ts'

const FOLDER = 'heard'
const LINE = /^(post|whisper) (\d{1,16}) ([0-9a-f]{64}) ([0-9a-f]{32})$/
const KINDS = ['post', 'whisper'] as const
const LINE_BYTES = 128
/** This many obsolete lines are tolerated. */
const SPARE_LINES = 1000
/** Twice the number of lines in force: beyond it, obsolete lines are removed. */
const MOST_LINES = 2 * KINDS.length * LIMITS.rememberedPosts
/** Delay of writes, so that events of the same moment share one. A crash loses as much. */
const WRITE_MS = 1000

type Kind = (typeof KINDS)[number]

export interface HeardFileOptions {
  /** The identity's folder; null keeps nothing. */
  folder: string | null
  /** The room's key, in hex. */
  room: string
  /** The file cannot be read or written, as a sentence: replays will not be recognised after a restart. */
  onProblem: (problem: string) => void
}

export class HeardFile {
  readonly posts: KnownIds
  readonly whispers: KnownIds
  readonly #options: HeardFileOptions
  /** Null when nothing is saved, or no longer. */
  #file: string | null
  #lineCount = 0
  #unwritten: string[] = []
  #due: Timer | null = null

  constructor(options: HeardFileOptions) {
    this.#options = options
    const { folder, room } = options
    this.#file = folder && path.join(folder, FOLDER, room)
    const lines = this.#attempt((file) => this.#trim(file)) ?? []
    const of = (kind: Kind): KnownIds => {
      const known = lines.filter((line) => line.kind === kind)
      return new KnownIds(known, (heard) => this.#add(kind, heard))
    }
    this.posts = of('post')
    this.whispers = of('whisper')
  }

  /** Writes what is pending. */
  close(): void {
    this.#due?.cancel()
    this.#due = null
    const lines = this.#unwritten.splice(0)
    if (lines.length === 0) return
    this.#attempt((file) => {
      makeFolder(path.dirname(file))
      appendLines(file, lines, { isSynced: false })
      this.#lineCount += lines.length
      if (this.#lineCount > MOST_LINES) this.#trim(file)
    })
  }

  #add(kind: Kind, { author, id, signedAt }: SignedId): void {
    if (this.#file === null) return
    this.#unwritten.push(`${kind} ${signedAt} ${author} ${id}`)
    this.#due ??= new Timer(WRITE_MS, () => this.close())
  }

  /** The lines in force: anything signed earlier is rejected anyway. Removes the others when there are many. */
  #trim(file: string): (SignedId & { kind: Kind })[] {
    const all = readText(file, 2 * MOST_LINES * LINE_BYTES)?.split('\n') ?? []
    const oldest = timeOfDay() - LIMITS.signedAgoMs
    const recent = all.flatMap(readLine).filter(({ signedAt }) => signedAt >= oldest)
    const lines = KINDS.flatMap((kind) =>
      recent.filter((line) => line.kind === kind).slice(-LIMITS.rememberedPosts)
    )
    this.#lineCount = all.length
    if (all.length - lines.length <= SPARE_LINES) return lines
    replaceFile(file, lines.map(({ text }) => `${text}\n`).join(''))
    this.#lineCount = lines.length
    return lines
  }

  #attempt<Result>(task: (file: string) => Result): Result | null {
    const file = this.#file
    if (file === null) return null
    try {
      return task(file)
    } catch (error) {
      if (!(error instanceof ChatError)) throw error
      this.#file = null
      const why = `${file}: ${reasonOf(error)}`
      this.#options.onProblem(
        `After a restart, messages received here can be replayed to you: ${why}`
      )
      return null
    }
  }
}

function readLine(text: string): (SignedId & { kind: Kind; text: string })[] {
  const [, kind, signedAt, author, id] = LINE.exec(text) ?? []
  if (author === undefined || id === undefined) return []
  return [{ kind: kind as Kind, signedAt: Number(signedAt), author, id, text }]
}
