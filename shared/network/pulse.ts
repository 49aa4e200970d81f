// Whether the other side of a connection is still there, by how long nothing has arrived. Pure.

/** Enough for one probe a second to be missed, and for some of the quicker ones that follow. */
export const SUSPECT_MS = 2000
/** With 20 % of all packets lost each way, some of a dozen probes are answered: this long a silence is no bad luck. */
export const DEAD_MS = 5000
/** For a connection that nothing can follow: a verdict would lose bytes that a short cut need not cost. */
export const LATE_DEAD_MS = 10_000
/** One probe a second has not been answered: from now on, ask more often. */
const QUIET_MS = 1250
/** The first of the quicker ones has not been answered, either. */
const UNANSWERED_MS = 1750
/** A few quick probes are answered within this time after a change of the network, or the path is gone. */
const DOUBT_MS = 1000

/**
 * `quiet`: ask more often. `unanswered`: something may be wrong, at one end or the other. `suspect`: the path may be gone, so try another. `dead`: it is gone. Each state includes
 * those before it.
 */
export type Verdict = 'alive' | 'quiet' | 'unanswered' | 'suspect' | 'dead'

/** Times are milliseconds on one clock; `packets` is the number of packets that have ever arrived. */
export class Pulse {
  #packets: number
  #heardAt: number
  /** From here on, only what arrives later counts. */
  #doubtedAt: number | null = null

  constructor(packets: number, now: number) {
    this.#packets = packets
    this.#heardAt = now
  }

  look(packets: number, now: number, deadMs = DEAD_MS): Verdict {
    if (packets !== this.#packets) {
      this.#packets = packets
      this.#heardAt = now
      this.#doubtedAt = null
      return 'alive'
    }
    const silentMs = now - this.#heardAt
    if (silentMs >= deadMs) return 'dead'
    const isDoubted = this.#doubtedAt !== null && now - this.#doubtedAt >= DOUBT_MS
    if (isDoubted || silentMs >= SUSPECT_MS) return 'suspect'
    if (silentMs >= UNANSWERED_MS) return 'unanswered'
    return this.#doubtedAt !== null || silentMs >= QUIET_MS ? 'quiet' : 'alive'
  }

  /** Something has changed: packets that have arrived so far prove nothing. */
  doubt(packets: number, now: number): void {
    this.#packets = packets
    this.#doubtedAt = now
  }

  /**
   * This machine was asleep, so the silence says nothing yet, but the other side has probably given up. What has
   * arrived may have waited here since before.
   */
  suspect(packets: number, now: number): void {
    this.#packets = packets
    this.#heardAt = now - SUSPECT_MS
  }
}
