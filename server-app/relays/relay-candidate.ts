// A member that may relay for others, as its host sees it.
import type { RelayWord } from '../../shared/room/relaying.ts'
import type { Offer, Place } from './stand-bys.ts'

/** What a host needs of a member's channel. */
export interface RelayChannel {
  relay(word: RelayWord): void
  listen(handlers: { onRelay: (word: RelayWord) => void }): void
  refuse(breach: 'protocol'): void
}

export interface Candidate extends Place {
  channel: RelayChannel
  /** When it was asked last; null if it was not. */
  askedAt: number | null
  isAnswerDue: boolean
  offer: (Offer & { isOpen: boolean }) | null
  /** It relays no longer: as a rule because it leaves. */
  hasTakenBack: boolean
  /** How many newcomers it was named to. */
  named: number
}

export function candidateFor(place: Place & { channel: RelayChannel }): Candidate {
  const fresh = { askedAt: null, isAnswerDue: false, offer: null, hasTakenBack: false, named: 0 }
  return { ...place, ...fresh }
}

/** Compares ranks, number by number: the lowest comes first. */
export function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((number, index) => number !== other[index])
  const [left = 0, right = 0] = at < 0 ? [] : [one[at], other[at]]
  return left < right ? -1 : Number(left > right)
}
