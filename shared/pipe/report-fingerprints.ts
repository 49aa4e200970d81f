// Reports what has gone through a pipe, for both sides to compare.
import type { Report } from '../app/report.ts'
import type { Fingerprints, PipeCounts } from './pipe-options.ts'

interface Done extends PipeCounts {
  readonly fingerprints: Fingerprints
}

/** `peer`: the short key of one of many; null for the only one. */
export function reportFingerprints(report: Report, pipe: Done, peer: string | null): void {
  const { sentBytes, receivedBytes, fingerprints } = pipe
  const passed = (bytes: number, blake2b: string) => (bytes > 0 ? { bytes, blake2b } : null)
  const sent = passed(sentBytes, fingerprints.sent)
  const received = passed(receivedBytes, fingerprints.received)
  if (sent || received) report({ event: 'fingerprint', peer, sent, received })
}
