// Opens the room's log, on disk or in memory only.
import path from '#path'
import { EventLog } from '../shared/log/event-log.ts'
import { Transcript } from '../shared/log/transcript.ts'

export interface LogOptions {
  /** The identity's folder; null keeps nothing on disk. */
  folder: string | null
  keepsTranscript: boolean
  /** Size limit of the transcript on disk, in bytes; null for no limit. */
  keepBytes: number | null
}

/** Throws TRANSCRIPT_FAILED or STORAGE_*. */
export function openLog({ folder, keepsTranscript, keepBytes }: LogOptions): EventLog {
  if (folder === null || !keepsTranscript) return new EventLog()
  return new EventLog(Transcript.open({ folder: path.join(folder, 'transcript'), keepBytes }))
}
