// Who is served by a pipe, and who gives way: a peer that has neither sent nor confirmed anything must not keep out one
// that would. Pure.
import { CLOCK, type Clock } from '../../shared/base/clock.ts'
import { LIMITS } from '../../shared/base/limits.ts'

export interface PipePeer {
  /** Whether the peer has sent or confirmed anything. */
  readonly hasSpoken: boolean
}

export interface PipeSeatsOptions<Peer> {
  /** How many are served at a time. */
  most: number
  /** Ends a peer whose seat goes to another. */
  giveWay: (peer: Peer) => void
  clock?: Clock
}

export class PipeSeats<Peer extends PipePeer> {
  readonly #options: PipeSeatsOptions<Peer>
  readonly #clock: Clock
  /** When each took its seat, the oldest first. */
  readonly #seated = new Map<Peer, number>()
  #isClosed = false

  constructor(options: PipeSeatsOptions<Peer>) {
    this.#options = options
    this.#clock = options.clock ?? CLOCK
  }

  get isFull(): boolean {
    return this.#seated.size >= this.#options.most
  }

  has(peer: Peer): boolean {
    return this.#seated.has(peer)
  }

  /**
   * Seats the peer that `open` makes, if it makes one; null when all seats are taken. May wait for a silent peer to
   * give way.
   */
  async take(open: () => Peer | null): Promise<Peer | null> {
    const waitMs = this.isFull ? this.#silentForMs() : 0
    if (waitMs > 0 && waitMs !== Infinity) await this.#wait(waitMs)
    if (this.isFull && this.#silentForMs() === 0) this.#unseatSilent()
    if (this.isFull || this.#isClosed) return null
    const peer = open()
    if (peer) this.#seated.set(peer, this.#clock.now())
    return peer
  }

  /** False when the peer had given way before. */
  delete(peer: Peer): boolean {
    return this.#seated.delete(peer)
  }

  /** Nobody is seated any more. Returns those who were. */
  close(): Peer[] {
    this.#isClosed = true
    return [...this.#seated.keys()]
  }

  get #silent(): Peer | undefined {
    return [...this.#seated.keys()].find(({ hasSpoken }) => !hasSpoken)
  }

  /** How long the oldest silent peer may still keep its seat; Infinity without one. */
  #silentForMs(): number {
    const silent = this.#silent
    if (!silent) return Infinity
    return Math.max(0, (this.#seated.get(silent) ?? 0) + LIMITS.speakMs - this.#clock.now())
  }

  #unseatSilent(): void {
    const silent = this.#silent
    if (!silent) return
    this.#seated.delete(silent)
    this.#options.giveWay(silent)
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#clock.after(ms, resolve))
  }
}
