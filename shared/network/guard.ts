// Holds a peer to what it may cost us: every frame of a connection, and all that is written to it, passes here.
// Knows what frames cost, and nothing of what is in them.
import { monotonicMs, Timer } from '../base/clock.ts'
import { ChatError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import { TokenBucket } from '../base/token-bucket.ts'
import { Hold } from './hold.ts'
import type { Connection } from './node.ts'
import type { Traffic } from './traffic.ts'
import { Unsent } from './unsent.ts'

type Buckets = Record<'frames' | 'bytes' | 'busyMs', TokenBucket>

const guards = new WeakMap<Connection, Guard>()

/**
 * Holds the connection to `traffic` from now on. `onFlood` is called, once, when the peer sends more than it may
 * for so long that it cannot be made to wait for it; without it, the connection is reset.
 */
export function guard(connection: Connection, traffic: Traffic, onFlood?: () => void): Guard {
  const guarded = guards.get(connection) ?? new Guard(connection, traffic)
  guards.set(connection, guarded)
  guarded.become(traffic, onFlood)
  return guarded
}

/** Hears nothing more of the peer: what it still sends is dropped, and too much of it resets the connection. */
export function ignorePeer(connection: Connection): void {
  guards.get(connection)?.ignore()
}

export class Guard {
  /** What has come, with what each frame costs besides. */
  receivedBytes = 0
  readonly #connection: Connection
  readonly #hold: Hold
  readonly #unsent: Unsent
  #traffic: Traffic
  #buckets: Buckets
  #onFlood: (() => void) | undefined
  /** While the peer pays off what it has overdrawn. */
  #debt: Timer | null = null
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

  /** Nothing more of the peer's is worth any work. */
  get isOver(): boolean {
    return this.#isIgnoring || this.#connection.destroying
  }

  /** Reads nothing more of the connection until the function it gives is called. */
  hold(): () => void {
    return this.#hold.take()
  }

  /** Counts time spent on the peer outside of its frames' own turns. */
  charge(busyMs: number): void {
    const now = monotonicMs()
    this.#buckets.busyMs.spend(busyMs, now)
    this.#collect(now)
  }

  ignore(): void {
    this.#isIgnoring = true
    // Its end is still to be read, but not behind all that has piled up.
    if (!this.#isFlooded) this.#hold.stop()
  }

  /** secret-stream calls these by their names, and has no others to know a frame by before it is all here. */
  #watch(): void {
    const connection = this.#connection
    const incoming = connection._incoming.bind(connection)
    const emit = connection.emit.bind(connection)
    // Called for a frame that is not all here, before memory is taken for it.
    connection._utp = { setContentSize: () => void this.#mayCome(connection._len) }
    connection._incoming = () => this.#receive(connection._len, incoming)
    connection.emit = ((event: string, ...values: unknown[]): boolean => {
      const [chunk] = values
      if (event !== 'data' || !(chunk instanceof Uint8Array))
        return emit(event as 'data', chunk as Uint8Array)
      // The connection may be reset, or the peer be ignored, in the middle of what has come at once.
      if (this.isOver) return false
      return this.#time(0, 0, () => emit(event, chunk))
    }) as Connection['emit']
    connection.once('close', () => {
      this.#debt?.cancel()
      this.#hold.stop()
    })
  }

  /** A frame is here, still encrypted. */
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
      this.#buckets.busyMs.spend(now - before, now)
      this.#collect(now)
    }
  }

  /** Whoever has used too much waits until it has earned it. */
  #collect(now: number): void {
    const { frames, bytes, busyMs } = this.#buckets
    const debtMs = Math.max(frames.debtMs(now), bytes.debtMs(now), busyMs.debtMs(now))
    if (debtMs === 0 || this.#debt !== null || this.isOver) return
    const release = this.#hold.take()
    this.#debt = new Timer(debtMs, () => {
      this.#debt = null
      release()
      this.#collect(monotonicMs())
    })
  }

  /** The peer goes on though it is made to wait. It is told so, and cut off if even that is no end to it. */
  #onTooMuch(bytes: number): void {
    const isFirst = !this.#isFlooded
    if (isFirst) this.#hold.take()
    this.#isFlooded = this.#isIgnoring = true
    const isCutOff = this.#onFlood === undefined || bytes > 2 * LIMITS.heldBytes
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
