// Opens the log a room starts with: on disk, or in memory alone.
import path from '#path'
import { EventLog } from './event-log.ts'
import { Transcript } from './transcript.ts'

export interface LogOptions {
  /** The identity's folder; null to keep nothing on disk. */
  folder: string | null
  keepsTranscript: boolean
  /** What the transcript may take on disk, in bytes; null for no bound. */
  keepBytes: number | null
}

/** Throws TRANSCRIPT_FAILED or STORAGE_*. */
export function openLog({ folder, keepsTranscript, keepBytes }: LogOptions): EventLog {
  if (folder === null || !keepsTranscript) return new EventLog()
  return new EventLog(Transcript.open({ folder: path.join(folder, 'transcript'), keepBytes }))
}
