// The room's events on disk, as lines of JSON. The system has an event before anybody sees it, so a crash of this
// process loses none; it is on the disk itself at most a second later.
import fs from '#fs'
import { Timer } from '../base/clock.ts'
import { ChatError, messageOf } from '../base/errors.ts'
import { b4a } from '../base/packages.ts'
import { writeAll } from '../base/write-all.ts'
import { makeFolder } from '../identity/folder.ts'
import { lookAt } from '../identity/plain-file.ts'
import { readTail } from './event-lines.ts'
import type { LoggedEvent, Store } from './log.ts'
import { TranscriptFiles } from './transcript-files.ts'

const FILE_BYTES = 16 * 1024 * 1024
/** The limit is spread over at least this many files, so that little more than necessary is deleted at a time. */
const FILES_KEPT = 4
/** The interval of fsync: a power failure loses at most the last second. */
const SYNC_MS = 1000
/** How much of a transcript is read on opening: about the last 150 events. */
const TAIL_BYTES = 64 * 1024
const NEWLINE = b4a.from('\n')

export interface TranscriptOptions {
  folder: string
  /** The limit of all files together: beyond it the oldest are deleted. Null for no limit. */
  keepBytes?: number | null
  /** A file this long is full: the next event starts another. */
  maxFileBytes?: number
}

export class Transcript implements Store {
  readonly id: string
  readonly tail: LoggedEvent[]
  onFailed: (cause: unknown) => void = () => {}
  readonly #folder: string
  readonly #files: TranscriptFiles
  readonly #keepBytes: number
  readonly #maxFileBytes: number
  #lastSeq: number
  /** The newest file, to which events are appended. */
  #fd: number
  #size: number
  #sync: Timer | null = null
  #isClosed = false

  /**
   * Opens the transcript in `folder`, created if missing. Throws TRANSCRIPT_FAILED when it cannot be written, or when
   * its newest file does not end in events. Then nothing was changed.
   */
  static open(options: TranscriptOptions): Transcript {
    try {
      return new Transcript(options)
    } catch (error) {
      throw transcriptError(options.folder, error)
    }
  }

  private constructor({ folder, keepBytes = null, maxFileBytes }: TranscriptOptions) {
    this.#folder = folder
    this.#keepBytes = keepBytes ?? Infinity
    this.#maxFileBytes = maxFileBytes ?? Math.min(FILE_BYTES, this.#keepBytes / FILES_KEPT)
    makeFolder(folder)
    this.#files = new TranscriptFiles(folder)
    if (this.#files.firsts.length === 0) this.#files.add(1)
    const first = this.#files.firsts.at(-1) ?? 1
    const file = this.#files.pathOf(first)
    const { events, end } = tailOf(file)
    this.#lastSeq = events.at(-1)?.seq ?? first - 1
    if (events.length > 0 && this.#lastSeq < first) {
      throw transcriptError(file, 'its name does not match its first event')
    }
    this.tail = events.length > 0 ? events : this.#tailBefore(first)
    this.id = this.#files.openId()
    this.#fd = fs.openSync(file, 'a', 0o600)
    this.#size = end
    fs.ftruncateSync(this.#fd, end)
    this.#removeOldest()
  }

  get lastSeq(): number {
    return this.#lastSeq
  }

  get firstSeq(): number {
    return this.#files.firsts[0] ?? this.#lastSeq + 1
  }

  async write(events: LoggedEvent[]): Promise<void> {
    const [first] = events
    if (first && this.#size >= this.#maxFileBytes) this.#rotate(first.seq)
    const bytes = b4a.concat(events.flatMap(({ frame }) => [frame, NEWLINE]))
    await this.#append(bytes)
    this.#size += bytes.length
    this.#lastSeq = events.at(-1)?.seq ?? this.#lastSeq
    this.#sync ??= new Timer(SYNC_MS, () => this.#syncNow())
  }

  readAfter(after: number, maxBytes: number): LoggedEvent[] {
    return this.#files.readAfter(after, maxBytes)
  }

  readBackwards(before: number): Generator<LoggedEvent[]> {
    return this.#files.readBackwards(before)
  }

  invalidate(): boolean {
    return this.#files.removeId()
  }

  validate(id: string): void {
    this.#files.writeId(id)
  }

  abandon(): void {
    this.#isClosed = true
    this.#sync?.cancel()
    try {
      fs.closeSync(this.#fd)
    } catch {
      // What has failed may fail again.
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#sync?.cancel()
    try {
      fs.fsyncSync(this.#fd)
      fs.closeSync(this.#fd)
    } catch (cause) {
      throw transcriptError(this.#folder, cause)
    }
  }

  /** The end of the file before the newest, if the newest is still empty. */
  #tailBefore(first: number): LoggedEvent[] {
    const before = this.#files.firsts.findLast((each) => each < first)
    if (before === undefined) return []
    const { events } = tailOf(this.#files.pathOf(before))
    return events.at(-1)?.seq === first - 1 ? events : []
  }

  /** A disk that fills up takes a part, which must not be there when it is tried again. */
  async #append(bytes: Uint8Array): Promise<void> {
    try {
      await writeAll(this.#fd, bytes)
    } catch (cause) {
      fs.ftruncateSync(this.#fd, this.#size)
      throw cause
    }
  }

  #rotate(first: number): void {
    const full = this.#fd
    this.#fd = fs.openSync(this.#files.pathOf(first), 'a', 0o600)
    this.#size = 0
    this.#files.add(first)
    fs.fsyncSync(full)
    fs.closeSync(full)
    this.#removeOldest()
  }

  /** Leaves room for the newest file to grow to its full size. */
  #removeOldest(): void {
    this.#files.removeOldest(this.#keepBytes - this.#maxFileBytes)
  }

  #syncNow(): void {
    this.#sync = null
    const fd = this.#fd
    fs.fsync(fd, (cause) => {
      if (this.#isClosed || fd !== this.#fd) return
      if (cause) this.onFailed(cause)
      else if (fs.fstatSync(fd).nlink === 0) this.onFailed(new Error('somebody has deleted it'))
    })
  }
}

/** Why events cannot be kept, as a ChatError that names the folder or file. */
function transcriptError(file: string, cause: unknown): ChatError {
  if (cause instanceof ChatError && cause.code === 'TRANSCRIPT_FAILED') return cause
  const reason = typeof cause === 'string' ? cause : messageOf(cause)
  return new ChatError('TRANSCRIPT_FAILED', { cause, values: { path: file, reason } })
}

/** The last events of a file; none if it does not exist. Throws TRANSCRIPT_FAILED for anything else. */
function tailOf(file: string): ReturnType<typeof readTail> {
  try {
    if (lookAt(file) === null) return { events: [], end: 0 }
    const fd = fs.openSync(file, 'r')
    try {
      return readTail(fd, TAIL_BYTES)
    } finally {
      fs.closeSync(fd)
    }
  } catch (cause) {
    throw transcriptError(file, cause)
  }
}
