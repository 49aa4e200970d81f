// What a room needs of whatever keeps its events: the transcript on disk, or memory alone.

/** One event as it goes to disk and over the wire: JSON in UTF-8, no newline, `seq` its first field. */
export type Frame = Uint8Array

export interface Log {
  /** Names this numbering of events: another one, and a number from before means nothing. */
  readonly id: string
  /** The number of the newest event written; 0 for none. The first event is 1. */
  readonly lastSeq: number
  /** The oldest event that can be read; lastSeq + 1 for none. */
  readonly firstSeq: number
  /** Called with frames once they are written, in their order: only now may anybody see them. */
  onWritten: (frames: Frame[]) => void
  /** Called once, with a ChatError, when nothing more can be written. */
  onFailed: (error: Error) => void
  /** Takes the next event, whose number is one more than that of the event appended before. */
  append(frame: Frame): void
  /**
   * Written events with numbers above `after`, oldest first, about `maxBytes` of them: at least one,
   * none when there are none.
   */
  read(after: number, maxBytes: number): Frame[] | Promise<Frame[]>
  /** Writes what is under way, for good. */
  close(): Promise<void>
}
