// Reports how far a pipe has come, for as long as it runs.
import { monotonicMs } from '../base/clock.ts'
import type { Reporter } from '../app/report.ts'
import type { PipeCounts } from './pipe.ts'
import { formatProgress, type Progress } from './progress.ts'

const DRAW_MS = 250
const JSON_MS = 1000

export interface MeterOptions {
  reporter: Reporter
  /** All that will be sent, if known. */
  totalBytes: number | null
  /** How the bytes travel, as far as it shows. */
  path: () => Progress['path']
}

/** Starts reporting. The function it gives ends it, with a last report. */
export function meter(pipe: PipeCounts, { reporter, totalBytes, path }: MeterOptions): () => void {
  const startedAt = monotonicMs()
  const report = (event: 'progress' | 'done'): void => {
    const { sentBytes, confirmedBytes, receivedBytes } = pipe
    const seconds = (monotonicMs() - startedAt) / 1000
    const counts = { sentBytes, confirmedBytes, receivedBytes, totalBytes, seconds }
    const fields: Progress = { ...counts, path: path() }
    reporter.progress({ event, fields, line: (columns) => formatProgress(fields, columns) })
  }
  if (!reporter.wantsProgress) return () => {}
  const timer = setInterval(() => report('progress'), reporter.isJson ? JSON_MS : DRAW_MS)
  return () => {
    clearInterval(timer)
    report('done')
  }
}
