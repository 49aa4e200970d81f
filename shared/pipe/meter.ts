// Reports how far a pipe has come, for as long as it runs.
import type { Reporter } from '../report.ts'
import type { PipeCounts } from './pipe.ts'

const DRAW_MS = 250
const JSON_MS = 1000

export interface MeterOptions {
  reporter: Reporter
  /** All that will be sent, if known. */
  totalBytes: number | null
}

/** Starts reporting. The function it gives ends it, with a last report. */
export function meter(pipe: PipeCounts, { reporter, totalBytes }: MeterOptions): () => void {
  const startedAt = Date.now()
  const report = (event: 'progress' | 'done'): void => {
    const { sentBytes, confirmedBytes, receivedBytes } = pipe
    const seconds = (Date.now() - startedAt) / 1000
    // HyperDHT relays nothing unless told to, and these apps do not tell it to.
    const counts = { sentBytes, confirmedBytes, receivedBytes, totalBytes, seconds }
    reporter.report({ event, ...counts, path: 'direct' })
  }
  if (!reporter.wantsProgress) return () => {}
  const timer = setInterval(() => report('progress'), reporter.isJson ? JSON_MS : DRAW_MS)
  return () => {
    clearInterval(timer)
    report('done')
  }
}
