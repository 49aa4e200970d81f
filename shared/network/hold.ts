// Makes a peer wait: nothing more is read of its connection for a while. HyperDHT's streams have no window that
// could be closed (udx-native 1.21), so what it sends meanwhile piles up here, and that has a limit.
import { Timer } from '../base/clock.ts'
import { LIMITS } from '../base/limits.ts'
import type { Connection } from './node.ts'

const LOOK_MS = 50

export class Hold {
  readonly #connection: Connection
  readonly #onTooMuch: (bytes: number) => void
  /** How many want it. */
  #count = 0
  #look: Timer | null = null
  #isOver = false

  /** `onTooMuch` is called with how much waits, again and again while it is more than LIMITS.heldBytes. */
  constructor(connection: Connection, onTooMuch: (bytes: number) => void) {
    this.#connection = connection
    this.#onTooMuch = onTooMuch
    const read = connection._read.bind(connection)
    // Whoever reads the connection makes it read the raw stream below, as often as there is room.
    connection._read = (done) => {
      if (this.#count > 0 && !this.#isOver) done(null)
      else read(done)
    }
  }

  /** Nothing is read until the function it gives is called. */
  take(): () => void {
    if (++this.#count === 1 && !this.#isOver) this.#watch()
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      if (--this.#count === 0) this.#release()
    }
  }

  /** Nobody waits any more, now or later. */
  stop(): void {
    this.#isOver = true
    this.#release()
  }

  #watch(): void {
    this.#connection._rawStream?.pause()
    this.#look?.cancel()
    this.#look = new Timer(LOOK_MS, () => this.#watch())
    const bytes = this.#waitingBytes()
    if (bytes > LIMITS.heldBytes) this.#onTooMuch(bytes)
  }

  #release(): void {
    this.#look?.cancel()
    this.#connection._rawStream?.resume()
  }

  /** What has come and is not read, with what each packet of it costs besides. */
  #waitingBytes(): number {
    const { buffered = 0, queue } = this.#connection._rawStream?._readableState ?? {}
    return buffered + (queue?.length ?? 0) * LIMITS.chunkCostBytes
  }
}
