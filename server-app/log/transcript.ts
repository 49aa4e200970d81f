// The room's events on disk, as lines of JSON. An event is with the system before anybody sees it, so that
// the end of this process loses none; it is on the disk itself a second later at most.
import fs from '#fs'
import { Timer } from '../../shared/base/clock.ts'
import { ChatError, messageOf } from '../../shared/base/errors.ts'
import { b4a } from '../../shared/base/packages.ts'
import { sweepTemporaries } from '../../shared/identity/atomic-file.ts'
import { makeFolder } from '../../shared/identity/folder.ts'
import type { Frame, Log } from './log.ts'
import { RecentEvents } from './recent-events.ts'
import { fileOf, listFiles, openLogId, readFrom, readTail, seqOf } from './transcript-files.ts'

const FILE_BYTES = 16 * 1024 * 1024
/** fsync at most so often: what a power cut can take is the last second. */
const SYNC_MS = 1000
/** Read when it is opened, however long it is: the last 150 events or so. */
const TAIL_BYTES = 64 * 1024
const NEWLINE = b4a.from('\n')

export interface TranscriptOptions {
  folder: string
  /** A file that has as many is full: the next event begins another. */
  maxFileBytes?: number
}

export class Transcript implements Log {
  readonly id: string
  onWritten: (frames: Frame[]) => void = () => {}
  onFailed: (error: Error) => void = () => {}
  readonly #folder: string
  readonly #maxFileBytes: number
  /** The numbers of the files' first events, oldest first. */
  readonly #files: number[]
  readonly #recent: RecentEvents
  #fd: number
  #size: number
  #waiting: Frame[] = []
  #writing: Promise<void> | null = null
  #sync: Timer | null = null
  #isClosed = false

  /** Opens the transcript in `folder`, made when missing. Throws TRANSCRIPT_FAILED. */
  static open(options: TranscriptOptions): Transcript {
    try {
      return new Transcript(options)
    } catch (cause) {
      throw failure(options.folder, cause)
    }
  }

  private constructor({ folder, maxFileBytes = FILE_BYTES }: TranscriptOptions) {
    this.#folder = folder
    this.#maxFileBytes = maxFileBytes
    makeFolder(folder)
    sweepTemporaries(folder)
    this.id = openLogId(folder)
    this.#files = listFiles(folder)
    const first = this.#files.at(-1) ?? 1
    if (this.#files.length === 0) this.#files.push(first)
    this.#fd = fs.openSync(fileOf(folder, first), 'a+', 0o600)
    const { size } = fs.fstatSync(this.#fd)
    const { frames, lastSeq, end } = readTail(this.#fd, size, TAIL_BYTES)
    if (end < size) fs.ftruncateSync(this.#fd, end)
    this.#size = end
    const older = lastSeq === 0 ? this.#readOlder(first) : []
    const known = [...older, ...frames]
    this.#recent = new RecentEvents((lastSeq || first - 1) - known.length)
    for (const frame of known) this.#recent.push(b4a.from(frame))
  }

  get lastSeq(): number {
    return this.#recent.lastSeq
  }

  get firstSeq(): number {
    return Math.min(this.#files[0] ?? 1, this.#recent.firstSeq)
  }

  append(frame: Frame): void {
    if (this.#isClosed) return
    this.#waiting.push(frame)
    this.#writing ??= this.#write()
  }

  read(after: number, maxBytes: number): Frame[] | Promise<Frame[]> {
    return this.#recent.read(after, maxBytes) ?? this.#readDisk(after + 1, maxBytes)
  }

  async close(): Promise<void> {
    await this.#writing
    if (this.#isClosed) return
    this.#isClosed = true
    this.#sync?.cancel()
    fs.fsyncSync(this.#fd)
    fs.closeSync(this.#fd)
  }

  /** Writes what waits, and what comes meanwhile: one write at a time, each of all there is. */
  async #write(): Promise<void> {
    try {
      // A moment later: what is said at the same time is written at once.
      await Promise.resolve()
      while (this.#waiting.length > 0) {
        const frames = this.#waiting
        this.#waiting = []
        if (this.#size >= this.#maxFileBytes) this.#rotate()
        const bytes = b4a.concat(frames.flatMap((frame) => [frame, NEWLINE]))
        await writeAll(this.#fd, bytes)
        this.#size += bytes.length
        for (const frame of frames) this.#recent.push(frame)
        this.#sync ??= new Timer(SYNC_MS, () => this.#syncNow())
        this.onWritten(frames)
      }
      this.#writing = null
    } catch (cause) {
      this.#fail(cause)
    }
  }

  #rotate(): void {
    fs.fsyncSync(this.#fd)
    fs.closeSync(this.#fd)
    const first = this.lastSeq + 1
    this.#fd = fs.openSync(fileOf(this.#folder, first), 'a+', 0o600)
    this.#files.push(first)
    this.#size = 0
  }

  #syncNow(): void {
    this.#sync = null
    if (this.#isClosed) return
    fs.fsync(this.#fd, (cause) => {
      if (cause && !this.#isClosed) this.#fail(cause)
    })
  }

  #fail(cause: unknown): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#waiting = []
    this.onFailed(failure(this.#folder, cause))
  }

  /** The end of the file before the newest, which has just been begun. */
  #readOlder(first: number): Frame[] {
    const before = this.#files.filter((number) => number < first).at(-1)
    if (before === undefined) return []
    return this.#withFile(before, (fd) => {
      const { frames, lastSeq } = readTail(fd, fs.fstatSync(fd).size, TAIL_BYTES)
      return lastSeq === first - 1 ? frames : []
    })
  }

  async #readDisk(seq: number, maxBytes: number): Promise<Frame[]> {
    const wanted = Math.max(seq, this.firstSeq)
    const first = this.#files.filter((number) => number <= wanted).at(-1) ?? wanted
    const frames = this.#withFile(first, (fd) => readFrom(fd, wanted, maxBytes))
    return frames.filter((frame) => seqOf(frame) <= this.lastSeq)
  }

  #withFile(first: number, read: (fd: number) => Frame[]): Frame[] {
    let fd: number
    try {
      fd = fs.openSync(fileOf(this.#folder, first), 'r')
    } catch {
      return [] // somebody has removed it
    }
    try {
      return read(fd)
    } finally {
      fs.closeSync(fd)
    }
  }
}

function writeAll(fd: number, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (start: number): void => {
      fs.write(fd, bytes, start, bytes.length - start, (cause, count) => {
        if (cause) reject(cause)
        else if (start + count < bytes.length) next(start + count)
        else resolve()
      })
    }
    next(0)
  })
}

function failure(folder: string, cause: unknown): ChatError {
  const reason = messageOf(cause instanceof ChatError ? cause.cause : cause)
  return new ChatError('TRANSCRIPT_FAILED', { cause, values: { path: folder, reason } })
}
