// What the host says about relays, to the parts of a member that it is for: the one that relays for others, and those that
// keep the member's own connection.
import { CLOCK, type Clock } from '../../shared/base/clock.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import type { RelayWord } from '../../shared/room/relaying.ts'
import type { HostChannel, RoomRelay } from './room-relay.ts'
import type { StandBys } from './stand-bys.ts'

export interface RelayWordsOptions {
  /** Relays for others; null if the user refuses to. */
  roomRelay: Pick<RoomRelay, 'attach' | 'hear'> | null
  standBys: Pick<StandBys, 'set'>
  /** The relay that carries the connection is about to go. */
  onMove: () => void
  clock?: Clock
}

export class RelayWords {
  readonly #options: RelayWordsOptions
  /** Runs until the stand-bys of an earlier connection are let go. */
  #outdated: { cancel(): void } | null = null
  #channel: HostChannel | null = null

  constructor(options: RelayWordsOptions) {
    this.#options = options
  }

  /** Listens to the host at the other end of `channel` from now on. */
  attach(channel: HostChannel): void {
    const { clock = CLOCK, roomRelay, standBys } = this.#options
    // A host names none to a member with a direct path. Until then the old ones may be needed: this connection may not last.
    this.#outdated?.cancel()
    this.#outdated = clock.after(LIMITS.standByWordMs, () => standBys.set([]))
    roomRelay?.attach(channel)
    this.#channel = channel
    channel.listen({
      onRelay: (word) => {
        // The answer would go over the new one, where nobody has asked.
        if (this.#channel === channel) this.#hear(word)
      }
    })
  }

  #hear(word: RelayWord): void {
    const { onMove, roomRelay, standBys } = this.#options
    if (word.kind === 'move') onMove()
    else if (word.kind !== 'stand-by') void roomRelay?.hear(word)
    else {
      this.#outdated?.cancel()
      standBys.set(word.keys)
    }
  }
}
