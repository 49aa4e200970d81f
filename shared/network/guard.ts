// Limits what a peer may cost us: every frame of a connection, and everything written to it, passes here. Knows the
// cost of frames, not their meaning.
import type { Connection } from 'hyperdht'
import { monotonicMs, Timer } from '../base/clock.ts'
import { ChatError } from '../base/errors.ts'
import type { Share } from '../base/fair-share.ts'
import { LIMITS } from '../base/limits.ts'
import { TokenBucket } from '../base/token-bucket.ts'
import type { AllPeers } from './all-peers.ts'
import { Hold } from './hold.ts'
import type { Traffic } from './traffic.ts'
import { Unsent } from './unsent.ts'

type Buckets = Record<'frames' | 'bytes' | 'busyMs', TokenBucket>

const guards = new WeakMap<Connection, Guard>()

/**
 * Limits the connection to `traffic` from now on. `onFlood` is called, once, when the peer exceeds its limits so
 * far that pausing it is not enough; without it the connection is reset.
 */
export function guard(connection: Connection, traffic: Traffic, onFlood?: () => void): Guard {
  const guarded = guards.get(connection) ?? new Guard(connection, traffic)
  guards.set(connection, guarded)
  guarded.become(traffic, onFlood)
  return guarded
}

/** Stops reading from the peer: what it still sends is dropped, and too much of it resets the connection. */
export function ignorePeer(connection: Connection): void {
  guards.get(connection)?.ignore()
}

export class Guard {
  /** Bytes received, including the overhead of each frame. */
  receivedBytes = 0
  /** Whether the peer has ended its direction, perhaps before anybody listened for that. */
  hasPeerEnded = false
  readonly #connection: Connection
  readonly #hold: Hold
  readonly #unsent: Unsent
  #traffic: Traffic
  #buckets: Buckets
  #onFlood: (() => void) | undefined
  /** Runs while the peer is paused to pay off its debt. */
  #debt: Timer | null = null
  /** Its part of our time, which all members have together. */
  #share: Share | null = null
  #all: AllPeers | null = null
  #isIgnoring = false
  #isFlooded = false
  #ignoredBytes = 0

  constructor(connection: Connection, traffic: Traffic) {
    this.#connection = connection
    this.#traffic = traffic
    this.#buckets = fill(traffic)
    this.#hold = new Hold(connection, (bytes) => this.#onTooMuch(bytes))
    this.#unsent = new Unsent(connection)
    this.#watch()
  }

  become(traffic: Traffic, onFlood?: () => void): void {
    if (traffic !== this.#traffic) this.#buckets = fill(traffic)
    this.#traffic = traffic
    this.#onFlood = onFlood
    this.#unsent.maxBytes = traffic.unsentBytes
  }

  /** From now on it shares our time and memory with others. Call it once, at first. */
  shareWith(all: AllPeers): void {
    const share = all.time.join(monotonicMs())
    this.#share = share
    this.#all = all
    this.#hold.shareWith(all)
    this.#connection.once('close', () => share.leave())
  }

  /** Whether nothing more from the peer is handled. */
  get isOver(): boolean {
    return this.#isIgnoring || this.#connection.destroying
  }

  /** Pauses reading from the connection until the returned function is called. */
  hold(): () => void {
    return this.#hold.take()
  }

  /** Charges time spent on the peer outside of the handling of its frames. */
  charge(busyMs: number): void {
    const now = monotonicMs()
    this.#spendTime(busyMs, now)
    this.#collect(now)
  }

  ignore(): void {
    this.#isIgnoring = true
    // The end of its stream still has to be read, but not behind a flood of buffered data.
    if (!this.#isFlooded) this.#hold.stop()
  }

  /** Hooks into internals of secret-stream: nothing public announces a frame before all of it has arrived. */
  #watch(): void {
    const connection = this.#connection
    const incoming = connection._incoming.bind(connection)
    const emit = connection.emit.bind(connection)
    // Called for an incomplete frame, before memory is allocated for it.
    connection._utp = { setContentSize: () => void this.#mayCome(connection._len) }
    connection._incoming = () => this.#receive(connection._len, incoming)
    connection.emit = ((event: string, ...values: unknown[]): boolean => {
      const [chunk] = values
      if (event !== 'data' || !(chunk instanceof Uint8Array))
        return emit(event as 'data', chunk as Uint8Array)
      // The connection may be reset, or the peer ignored, in the middle of a batch of frames.
      if (this.isOver) return false
      return this.#time(0, 0, () => emit(event, chunk))
    }) as Connection['emit']
    connection.once('end', () => (this.hasPeerEnded = true))
    connection.once('close', () => {
      this.#debt?.cancel()
      this.#hold.stop()
    })
  }

  /** A complete frame has arrived, still encrypted. */
  #receive(bytes: number, decrypt: () => void): void {
    if (!this.#mayCome(bytes)) return
    this.receivedBytes += bytes + LIMITS.chunkCostBytes
    this.#time(1, bytes, decrypt)
  }

  #mayCome(bytes: number): boolean {
    if (this.#connection.destroying) return false
    if (this.#isIgnoring) this.#ignoredBytes += bytes + LIMITS.chunkCostBytes
    const isTooMuch = this.#ignoredBytes > LIMITS.ignoredBytes
    const isTooLong = bytes > this.#traffic.frameBytes + LIMITS.cipherBytes
    if (isTooMuch || isTooLong) this.#connection.destroy(new ChatError('PROTOCOL'))
    return !isTooMuch && !isTooLong
  }

  #time<Result>(frames: number, bytes: number, task: () => Result): Result {
    const before = monotonicMs()
    try {
      return task()
    } finally {
      const now = monotonicMs()
      this.#buckets.frames.spend(frames, now)
      this.#buckets.bytes.spend(bytes, now)
      this.#spendTime(now - before, now)
      this.#collect(now)
    }
  }

  #spendTime(busyMs: number, now: number): void {
    this.#buckets.busyMs.spend(busyMs, now)
    this.#share?.spend(busyMs, now)
  }

  /** Pauses a peer that has overdrawn a limit until its debt is paid off. */
  #collect(now: number): void {
    const { frames, bytes, busyMs } = this.#buckets
    const ownMs = Math.max(frames.debtMs(now), bytes.debtMs(now), busyMs.debtMs(now))
    const debtMs = Math.max(ownMs, this.#share?.debtMs(now) ?? 0)
    if (debtMs === 0 || this.#debt !== null || this.isOver) return
    const release = this.#hold.take()
    this.#debt = new Timer(debtMs, () => {
      this.#debt = null
      release()
      this.#collect(monotonicMs())
    })
  }

  /** The peer keeps sending while paused. Reports a flood, and disconnects the peer if it still does not stop. */
  #onTooMuch(bytes: number): void {
    const isFirst = !this.#isFlooded
    if (isFirst) this.#hold.take()
    this.#isFlooded = this.#isIgnoring = true
    const isTooFar = bytes > 2 * LIMITS.heldBytes || this.#all?.isFull === true
    // Even of what comes all at once it is told first.
    const isCutOff = this.#onFlood === undefined || (isTooFar && !isFirst)
    if (isCutOff) this.#connection.destroy(new ChatError('FLOODED'))
    else if (isFirst) this.#onFlood?.()
  }
}

function fill({ frames, bytes, busyMs }: Traffic): Buckets {
  const now = monotonicMs()
  return {
    frames: new TokenBucket(frames, now),
    bytes: new TokenBucket(bytes, now),
    busyMs: new TokenBucket(busyMs, now)
  }
}
