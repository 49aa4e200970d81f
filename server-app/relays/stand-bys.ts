// Tells each member that is relayed which relays are ready for it if its own goes, and when that is about to happen.
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import type { RelayWord } from '../../shared/room/relaying.ts'

interface Channel {
  relay(word: RelayWord): void
}

/** A member's place in the room. */
export interface Place {
  channel: Channel
  owner: PublicKey
  /** The relay that carries its connection now; null for a direct path. */
  carrier: () => PublicKey | null
}

/** A member that may be named. */
export interface Offer {
  channel: Channel
  owner: PublicKey
  key: PublicKey
}

export class StandBys {
  /** What each of them was told. */
  readonly #told = new Map<Place, readonly PublicKey[]>()

  add(place: Place): void {
    this.#told.set(place, [])
  }

  delete(place: Place): void {
    this.#told.delete(place)
  }

  /** Whether anybody is relayed. */
  get isNeeded(): boolean {
    return [...this.#told.keys()].some(({ carrier }) => carrier())
  }

  /** Whether this member was told of that relay, and so is likely to be connected to it. */
  isTold(owner: PublicKey, relay: PublicKey): boolean {
    return [...this.#told].some(([place, told]) => place.owner === owner && told.includes(relay))
  }

  /** Tells all who are relayed what is new for them. `offers`: the best first. */
  settle(offers: readonly Offer[]): void {
    for (const [place, told] of this.#told) {
      const chosen = this.#choose(place, offers)
      const keys = chosen.map(({ key }) => key)
      if (keys.length === told.length && keys.every((key) => told.includes(key))) continue
      this.#told.set(place, keys)
      // They must know before it does.
      for (const { channel, key } of chosen)
        if (!told.includes(key)) channel.relay({ kind: 'vouch', key: place.owner })
      place.channel.relay({ kind: 'stand-by', keys })
    }
  }

  /** A relay is about to go: those it carries had better dial again before. */
  move(relay: PublicKey): void {
    for (const { carrier, channel } of this.#told.keys())
      if (carrier() === relay) channel.relay({ kind: 'move' })
  }

  /** Those it was told of stay. */
  #choose(place: Place, offers: readonly Offer[]): Offer[] {
    const own = place.carrier()
    if (!own) return []
    const told = this.#told.get(place) ?? []
    const others = offers.filter(({ key, owner }) => owner !== place.owner && key !== own)
    const isTold = ({ key }: Offer): boolean => told.includes(key)
    const fresh = others.filter((offer) => !isTold(offer))
    return [...others.filter(isTold), ...fresh].slice(0, LIMITS.standBys)
  }
}
