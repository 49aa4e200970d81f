// The members who relay for newcomers that have no direct path to the host. A few are asked, and each newcomer is sent to
// the one that has been named least, open ones first: they need no punching themselves.
import { bytesOf, keyOf, type PublicKey } from '../shared/base/key.ts'
import { LIMITS } from '../shared/base/limits.ts'
import type { RelaySource } from '../shared/relay/host-relays.ts'
import type { Newcomer } from '../shared/relay/naming.ts'
import type { RelayWord } from '../shared/room/relaying.ts'

/** What a host needs of a member's channel. */
export interface RelayChannel {
  relay(word: RelayWord): void
  listen(handlers: { onRelay: (word: RelayWord) => void }): void
  refuse(breach: 'protocol'): void
}

interface Candidate {
  channel: RelayChannel
  /** The member's own key. */
  owner: PublicKey
  isDirect: () => boolean
  isAsked: boolean
  offer: { key: Uint8Array; isOpen: boolean } | null
  /** How many newcomers it was named to. */
  named: number
}

export class RoomRelays implements RelaySource {
  readonly #candidates = new Set<Candidate>()
  readonly #isNeeded: () => boolean

  /** `isNeeded`: whether there is anybody who cannot reach the host directly. */
  constructor(isNeeded: () => boolean) {
    this.#isNeeded = isNeeded
  }

  get isEmpty(): boolean {
    return ![...this.#candidates].some(({ offer }) => offer)
  }

  /** A member is in. The returned function says that it is gone. */
  add(channel: RelayChannel, owner: PublicKey, isDirect: () => boolean): () => void {
    const candidate: Candidate = { channel, owner, isDirect, isAsked: false, offer: null, named: 0 }
    channel.listen({ onRelay: (word) => this.#hear(candidate, word) })
    this.#candidates.add(candidate)
    this.#ask()
    return () => {
      this.#candidates.delete(candidate)
      this.#ask()
    }
  }

  next({ publicKey }: Newcomer): Uint8Array | null {
    const newcomer = keyOf(publicKey)
    const able = [...this.#candidates].filter(
      ({ offer, owner, isDirect }) => offer && owner !== newcomer && isDirect()
    )
    const [best] = able.sort((one, other) => rank(one) - rank(other))
    if (!best?.offer) return null
    best.named += 1
    // It must know before the newcomer does.
    best.channel.relay({ kind: 'vouch', key: newcomer })
    return best.offer.key
  }

  /** Asks as many as are needed, of those with a path of their own. */
  #ask(): void {
    if (!this.#isNeeded()) return
    const asked = [...this.#candidates].filter(({ isAsked }) => isAsked).length
    const others = [...this.#candidates].filter(({ isAsked, isDirect }) => !isAsked && isDirect())
    for (const candidate of others.slice(0, Math.max(0, LIMITS.roomRelays - asked))) {
      candidate.isAsked = true
      candidate.channel.relay({ kind: 'wanted' })
    }
  }

  #hear(candidate: Candidate, word: RelayWord): void {
    if (word.kind !== 'offer' || !candidate.isAsked) {
      candidate.channel.refuse('protocol')
      return
    }
    const { key, isOpen } = word
    candidate.offer = key === null ? null : { key: bytesOf(key), isOpen }
  }
}

function rank({ offer, named }: Candidate): number {
  return named + (offer?.isOpen ? 0 : 1_000_000)
}
