// Looks for a direct path now and then while a relay carries the connection: HyperDHT does so only while it connects.
import { CLOCK, type Clock } from '../../shared/base/clock.ts'
import { toChatError } from '../../shared/base/errors.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import type { Connection } from '../../shared/network/node.ts'

const { firstMs, longestMs, changeMs } = LIMITS.directPath

export interface DirectPathOptions {
  /** Whether another connection can take the place of the current one. */
  mayReplace: () => boolean
  /** Resolves with another connection, which is open and direct. */
  dial: () => Promise<Connection>
  onOpen: (connection: Connection) => void
  clock?: Clock
}

export class DirectPath {
  readonly #options: DirectPathOptions
  readonly #clock: Clock
  #isWanted = false
  #isLooking = false
  #pauseMs: number = firstMs
  #pause: { cancel(): void } | null = null

  constructor(options: DirectPathOptions) {
    this.#options = options
    this.#clock = options.clock ?? CLOCK
  }

  /** Looks from now on if a relay carries the connection, and no longer if none does. */
  follow(isRelayed: boolean): void {
    if (isRelayed === this.#isWanted) return
    this.#isWanted = isRelayed
    this.#pause?.cancel()
    this.#pause = null
    this.#pauseMs = firstMs
    if (isRelayed && !this.#isLooking) this.#rest()
  }

  /** The network has changed: looks soon. */
  hurry(): void {
    if (this.#pause === null) return
    this.#pauseMs = changeMs
    this.#rest()
  }

  #rest(): void {
    this.#pause?.cancel()
    this.#pause = this.#clock.after(this.#pauseMs, () => void this.#look())
  }

  async #look(): Promise<void> {
    this.#pause = null
    this.#pauseMs = Math.min(Math.max(this.#pauseMs * 2, firstMs), longestMs)
    this.#isLooking = true
    try {
      if (this.#options.mayReplace()) this.#take(await this.#options.dial())
    } catch (error) {
      // A firewall on one network will not go away soon, and the host names relays there.
      if (toChatError(error).code === 'LOCAL_FIREWALL') this.#pauseMs = longestMs
    }
    this.#isLooking = false
    if (this.#isWanted) this.#rest()
  }

  #take(connection: Connection): void {
    if (this.#isWanted) this.#options.onOpen(connection)
    else connection.destroy()
  }
}
