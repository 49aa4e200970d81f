// What a pipe is made of, and what it tells.
import type { Clock } from '../base/clock.ts'
import type { PipeRole } from './messages.ts'
import type { ByteSink } from './sink.ts'
import type { Source } from './source.ts'

export interface PipeOptions {
  source: Source
  /** Of this pipe alone. */
  sink: ByteSink
  /** sends: false with --recv-only. receives: false with --send-only. */
  hello: PipeRole
  /** The secret by which both sides know this pipe again, 64 hex digits; null for one that ends with its connection. */
  session?: string | null
  /** How long it waits for its next connection. */
  resumeMs?: number
  /** The peer has opened its end: bytes can flow. */
  onOpen?: () => void
  /** The connection is broken: the pipe waits for another. */
  onBroken?: () => void
  /** It goes on over another connection. */
  onResumed?: () => void
  /** The peer has sent its last byte, and our source has not ended. */
  onPeerEnd?: () => void
  /** The peer accepts no data, so our source, which has been empty so far, is not read further. */
  onIgnored?: () => void
  /** How long the peer may take to close the connection when everything is done. */
  farewellMs?: number
  clock?: Clock
}

/** Byte counts of a pipe. */
export interface PipeCounts {
  readonly sentBytes: number
  /** Sent bytes that the peer has confirmed as written; null when it sends no receipts. */
  readonly confirmedBytes: number | null
  readonly receivedBytes: number
}

/** Of the bytes so far, in hex: what `b2sum -l 128` prints for them. */
export interface Fingerprints {
  readonly sent: string
  readonly received: string
}
