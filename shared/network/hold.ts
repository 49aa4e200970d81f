// Pauses a peer: stops reading from its connection. HyperDHT's streams have no receive window to close (udx-native
// 1.21), so what it sends meanwhile is buffered here, up to a limit.
import type { Connection } from 'hyperdht'
import { Timer } from '../base/clock.ts'
import { LIMITS } from '../base/limits.ts'
import type { AllPeers } from './all-peers.ts'

const LOOK_MS = 50

export class Hold {
  readonly #connection: Connection
  readonly #onTooMuch: (bytes: number) => void
  /** How many callers hold it. */
  #count = 0
  #isPaused = false
  #look: Timer | null = null
  #isOver = false
  #all: AllPeers | null = null
  /** Its part of the bytes held from all. */
  #held = 0

  /** `onTooMuch` is called with the bytes buffered, repeatedly while they are more than may be. */
  constructor(connection: Connection, onTooMuch: (bytes: number) => void) {
    this.#connection = connection
    this.#onTooMuch = onTooMuch
    const read = connection._read.bind(connection)
    // Reading the connection triggers reads of the raw stream below, whenever there is room.
    connection._read = (done) => {
      if (this.#count > 0 && !this.#isOver) done(null)
      else read(done)
    }
  }

  /** It shares what may be buffered with others. Call it before anything else. */
  shareWith(all: AllPeers): void {
    this.#all = all
  }

  /** Pauses reading until the returned function is called. */
  take(): () => void {
    if (++this.#count === 1 && !this.#isOver) this.#pause()
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      if (--this.#count === 0) this.#release()
    }
  }

  /** Ends the hold for good. */
  stop(): void {
    this.#isOver = true
    this.#release()
  }

  #pause(): void {
    this.#isPaused = true
    if (this.#all) this.#all.paused++
    this.#watch()
  }

  #watch(): void {
    this.#connection._rawStream?.pause()
    this.#look?.cancel()
    this.#look = new Timer(LOOK_MS, () => this.#watch())
    const bytes = this.#waitingBytes()
    this.#share(bytes)
    if (bytes >= (this.#all?.heldBytes ?? LIMITS.heldBytes)) this.#onTooMuch(bytes)
  }

  #release(): void {
    if (this.#isPaused && this.#all) this.#all.paused--
    this.#isPaused = false
    this.#share(0)
    this.#look?.cancel()
    this.#connection._rawStream?.resume()
  }

  /** Tells the others what is buffered here. */
  #share(bytes: number): void {
    if (this.#all) this.#all.held += bytes - this.#held
    this.#held = bytes
  }

  /** Bytes received but not read, including the overhead of each packet. */
  #waitingBytes(): number {
    const { buffered = 0, queue } = this.#connection._rawStream?._readableState ?? {}
    return buffered + (queue?.length ?? 0) * LIMITS.chunkCostBytes
  }
}
