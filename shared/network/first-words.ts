// A relay drops what comes from one side before it has heard the other, and what was lost so is sent again only after a
// second. So both say a byte again and again until they hear something, and write nothing before.
import type { RawStream } from 'hyperdht'
import { CLOCK, type Clock } from '../base/clock.ts'
import { b4a } from '../base/packages.ts'
import { holdWrites, type Writing } from './held-writes.ts'

/** Nothing tells that a packet has come. */
const STEP_MS = 20
/** After that, udx would have sent again anyway. */
const LIMIT_MS = 1000

export type Greeting = Writing & Pick<RawStream, 'destroyed' | 'packetsReceived' | 'trySend'>

/** Call it when both sides have come to the relay, just before the stream is connected. */
export function writeOnceHeard(stream: Greeting, clock: Pick<Clock, 'after'> = CLOCK): void {
  const release = holdWrites(stream)
  const step = (leftMs: number): void => {
    // The other side needs it, even if we have nothing to write.
    if (!stream.destroyed) stream.trySend(b4a.alloc(1))
    if (stream.destroyed || stream.packetsReceived > 0 || leftMs <= 0) release()
    else clock.after(STEP_MS, () => step(leftMs - STEP_MS))
  }
  clock.after(0, () => step(LIMIT_MS))
}
