// What a room needs of its log, and a log of what keeps its events on disk.
import type { TranscriptState } from '../../shared/room/messages.ts'

/** One event as it goes to disk and over the wire: JSON in UTF-8, no newline, `seq` its first field. */
export type Frame = Uint8Array

export interface LoggedEvent {
  /** Its place in the room's order: 1, 2, 3 … */
  readonly seq: number
  readonly frame: Frame
}

export interface Log {
  /** Names this numbering of events: under another name, a number from before means nothing. */
  readonly id: string
  /** The newest event written, which everybody may see; 0 for none. */
  readonly lastSeq: number
  /** The newest number given to an event. */
  readonly givenSeq: number
  /** The oldest event that can be read; lastSeq + 1 for none. */
  readonly firstSeq: number
  readonly state: TranscriptState
  /** Called with events once they are written, in their order: only now may anybody see them. */
  onWritten: (events: LoggedEvent[]) => void
  /** Called once, when events can no longer be written: from now on they are in memory alone. */
  onFailed: (cause: unknown) => void
  /** Takes the next event, and gives `encode` its number. It is released in a moment, never at once. */
  append(encode: (seq: number) => Frame): void
  /**
   * Events with numbers above `after`, oldest first, about `maxBytes` of them: at least one, none when there
   * are none. Numbers are left out when the files they were in have been removed.
   */
  read(after: number, maxBytes: number): LoggedEvent[]
  /** All events, the newest first to come, in slices of a few milliseconds' work that are oldest first inside. */
  readBackwards(): Generator<LoggedEvent[]>
  /** Writes what is under way, for good. */
  close(): Promise<void>
}

/** What keeps events beyond this process. */
export interface Store {
  readonly id: string
  /** The oldest event that can be read; lastSeq + 1 for none. */
  readonly firstSeq: number
  /** The newest event written; 0 for none. */
  readonly lastSeq: number
  /** The newest events when it was opened, without a gap. */
  readonly tail: LoggedEvent[]
  /** Called when what was written may not be on the disk after all. */
  onFailed: (cause: unknown) => void
  /** Resolves when the events are with the system. One call at a time. Throws the system's error. */
  write(events: LoggedEvent[]): Promise<void>
  /** Events with numbers above `after`, oldest first, about `maxBytes` of them, none when there are none. */
  readAfter(after: number, maxBytes: number): LoggedEvent[]
  /** Events with numbers below `before`, the newest first to come, in slices that are oldest first inside. */
  readBackwards(before: number): Generator<LoggedEvent[]>
  /**
   * Writes nothing more. Numbers go on without it, so those in it must mean nothing to its next opening:
   * false when that cannot be had.
   */
  abandon(): boolean
  close(): Promise<void>
}
