// What a room needs of its log, and a log of its store.
import type { TranscriptState } from '../room/messages.ts'

/** One event as stored and sent: JSON in UTF-8, no newline, `seq` as its first field. */
export type Frame = Uint8Array

export interface LoggedEvent {
  /** The sequence number: 1, 2, 3 … */
  readonly seq: number
  readonly frame: Frame
}

export interface Log {
  /** Identifies this numbering of events: numbers from a log with another id mean nothing here. */
  readonly id: string
  /** The newest event written, which everybody may see; 0 for none. */
  readonly lastSeq: number
  /** The newest number assigned. */
  readonly givenSeq: number
  /** The oldest event that can be read; lastSeq + 1 for none. */
  readonly firstSeq: number
  readonly state: TranscriptState
  /** Called with events once they are written, in order: nobody may see them earlier. */
  onWritten: (events: LoggedEvent[]) => void
  /** Called when events can no longer be written: from now on they are kept in memory only. */
  onFailed: (cause: unknown) => void
  /** Called after that, when a disk that was full has space again, and has everything. */
  onKept: () => void
  /** Assigns the next number, and calls `encode` with it. `onWritten` follows in a moment, never at once. */
  append(encode: (seq: number) => Frame): void
  /**
   * Events with numbers above `after`, oldest first, about `maxBytes` of them: at least one if there are any. Numbers
   * are missing if their files have been removed.
   */
  read(after: number, maxBytes: number): LoggedEvent[]
  /** All events: the slices come newest first, each oldest first and a few milliseconds of work. */
  readBackwards(): Generator<LoggedEvent[]>
  /** Resolves when everything appended so far can be read. */
  written(): Promise<void>
  /** Finishes pending writes and closes. */
  close(): Promise<void>
}

/** Storage of events that outlives the process. */
export interface Store {
  readonly id: string
  /** The oldest event that can be read; lastSeq + 1 for none. */
  readonly firstSeq: number
  /** The newest event written; 0 for none. */
  readonly lastSeq: number
  /** The newest events when it was opened, without a gap. */
  readonly tail: LoggedEvent[]
  /** Called when written events may not have reached the disk. */
  onFailed: (cause: unknown) => void
  /** Resolves when the system has the events. One call at a time. Throws the system's error: then it has none of them. */
  write(events: LoggedEvent[]): Promise<void>
  /** Events with numbers above `after`, oldest first, about `maxBytes` of them; empty if there are none. */
  readAfter(after: number, maxBytes: number): LoggedEvent[]
  /** Events with numbers below `before`: the slices come newest first, each oldest first. */
  readBackwards(before: number): Generator<LoggedEvent[]>
  /**
   * Numbering continues without the store, so its numbers must be invalid when it is opened again: false when that
   * cannot be ensured.
   */
  invalidate(): boolean
  /** It has all events again, and its numbers are those of the log with this id. Throws the system's error. */
  validate(id: string): void
  /** Stops writing, for good. */
  abandon(): void
  close(): Promise<void>
}
