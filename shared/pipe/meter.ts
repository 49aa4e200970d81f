// Reports the progress of a pipe while it runs.
import { monotonicMs } from '../base/clock.ts'
import type { Reporter } from '../app/report.ts'
import type { ShownPath } from '../app/shown-path.ts'
import type { PipeCounts } from './pipe-options.ts'
import { formatProgress, type Progress } from './progress.ts'

const DRAW_MS = 250
const JSON_MS = 1000

export interface MeterOptions {
  reporter: Pick<Reporter, 'report' | 'progress' | 'wantsProgress' | 'isJson'>
  /** The total to be sent, if known. */
  totalBytes: number | null
  /** The path of the bytes, the last one when there is none. */
  path: () => ShownPath
  /** The short key of one of many peers: it gets a final line of its own, and no progress line. */
  peer?: string
}

/** Starts reporting. The returned function stops it, with a last report. */
export function meter(
  pipe: PipeCounts,
  { reporter, totalBytes, path, peer }: MeterOptions
): () => void {
  const startedAt = monotonicMs()
  const report = (event: 'progress' | 'done'): void => {
    const { sentBytes, confirmedBytes, receivedBytes } = pipe
    const seconds = (monotonicMs() - startedAt) / 1000
    const counts = { sentBytes, confirmedBytes, receivedBytes, totalBytes, seconds }
    const progress: Progress = { ...counts, ...path() }
    const name = peer === undefined ? '' : `${peer}: `
    const line = (columns: number): string =>
      `${name}${formatProgress(progress, columns - name.length)}`
    reporter.progress({ event, fields: { ...progress, peer }, line })
  }
  if (!reporter.wantsProgress) return () => {}
  const everyMs = reporter.isJson ? JSON_MS : DRAW_MS
  const isShown = reporter.isJson || peer === undefined
  const timer = isShown ? setInterval(() => report('progress'), everyMs) : undefined
  return () => {
    clearInterval(timer)
    report('done')
  }
}
