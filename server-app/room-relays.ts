// The members who relay for newcomers that have no direct path to the host. A few are asked; who does not answer, or does
// not carry, makes room for others. Each newcomer is sent to one it has not tried yet, open ones that carry first.
import { CLOCK, type Clock } from '../shared/base/clock.ts'
import type { PublicKey } from '../shared/base/key.ts'
import { LIMITS } from '../shared/base/limits.ts'
import { RecentMap } from '../shared/base/recent-map.ts'
import type { RelaySource } from '../shared/relay/host-relays.ts'
import type { Newcomer } from '../shared/relay/naming.ts'
import type { RelayWord } from '../shared/room/relaying.ts'
import { RelayTrials } from './relay-trials.ts'

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
  /** When it was asked last; null if it was not. */
  askedAt: number | null
  isAnswerDue: boolean
  offer: { key: PublicKey; isOpen: boolean } | null
  /** How many newcomers it was named to. */
  named: number
}

export class RoomRelays implements RelaySource {
  readonly #candidates = new Set<Candidate>()
  readonly #isNeeded: () => boolean
  readonly #clock: Pick<Clock, 'now'>
  readonly #trials = new RelayTrials()
  /** When each member that did not answer or carry did so last, by its key: others have its place for a while. */
  readonly #failedAt = new RecentMap<PublicKey, number>(LIMITS.relayRetries)

  /** `isNeeded`: whether there is anybody who cannot reach the host directly. */
  constructor(isNeeded: () => boolean, clock: Pick<Clock, 'now'> = CLOCK) {
    this.#isNeeded = isNeeded
    this.#clock = clock
  }

  get isEmpty(): boolean {
    return ![...this.#candidates].some(({ offer }) => offer)
  }

  /** A member is in. The returned function says that it is gone. */
  add(channel: RelayChannel, owner: PublicKey, isDirect: () => boolean): () => void {
    const fresh = { askedAt: null, isAnswerDue: false, offer: null, named: 0 }
    const candidate: Candidate = { channel, owner, isDirect, ...fresh }
    channel.listen({ onRelay: (word) => this.#hear(candidate, word) })
    this.#candidates.add(candidate)
    this.#ask()
    return () => {
      this.#candidates.delete(candidate)
      this.#ask()
    }
  }

  /** Call it about once a second: nothing tells that an answer or a newcomer does not come. */
  lookAround(): void {
    const now = this.#clock.now()
    for (const candidate of this.#candidates) {
      const { isAnswerDue, askedAt } = candidate
      if (!isAnswerDue || now - (askedAt ?? now) < LIMITS.relayAnswerMs) continue
      candidate.isAnswerDue = false
      this.#failedAt.set(candidate.owner, now)
    }
    this.#trials.lookForLost(now)
    for (const { owner } of this.#offering) this.#judge(owner)
    this.#ask()
  }

  /** The member whose relay has this key; null for none. */
  ownerOf(relay: PublicKey): PublicKey | null {
    return this.#offering.find(({ offer }) => offer?.key === relay)?.owner ?? null
  }

  next({ key: newcomer }: Newcomer): PublicKey | null {
    const able = this.#offering.filter(({ owner, isDirect }) => owner !== newcomer && isDirect())
    const ranked = able.map((candidate) => ({ candidate, rank: this.#rank(candidate, newcomer) }))
    const [best] = ranked.sort((one, other) => compare(one.rank, other.rank))
    if (!best?.candidate.offer) return null
    const { candidate } = best
    candidate.named += 1
    this.#trials.begin(newcomer, candidate.owner, this.#clock.now())
    // It must know before the newcomer does.
    candidate.channel.relay({ kind: 'vouch', key: newcomer })
    return candidate.offer?.key ?? null
  }

  /** A newcomer has got through. */
  arrived(newcomer: PublicKey): void {
    this.#trials.succeed(newcomer)
  }

  /** A relay, maybe not one of these, did not answer the host itself. */
  fail(relay: PublicKey): void {
    for (const { owner, offer } of this.#offering) {
      if (offer?.key === relay) this.#failedAt.set(owner, this.#clock.now())
    }
    this.#ask()
  }

  /** What a relay, maybe not one of these, carried has ended with an error. */
  blame(relay: PublicKey): void {
    const owner = this.ownerOf(relay)
    if (owner) this.#trials.blame(owner)
  }

  get #offering(): Candidate[] {
    return [...this.#candidates].filter(({ offer }) => offer)
  }

  /** Asks as many as are needed, of those with a path of their own: each member once, who has failed last. */
  #ask(): void {
    if (!this.#isNeeded()) return
    const all = [...this.#candidates]
    const taken = all.filter(({ isAnswerDue, offer }) => isAnswerDue || offer)
    const failed = new Set(all.map(({ owner }) => owner).filter((owner) => this.#hasFailed(owner)))
    const busy = new Set(taken.map(({ owner }) => owner).filter((owner) => !failed.has(owner)))
    // So that a crowd of those is soon through.
    let free = LIMITS.roomRelays + Math.floor(failed.size / 2) - busy.size
    const askable = all.filter(({ offer, isDirect }) => !offer && isDirect())
    const lastFailure = ({ owner }: Candidate): number => this.#failedAt.get(owner) ?? -Infinity
    for (const candidate of askable.sort((a, b) => compare([lastFailure(a)], [lastFailure(b)]))) {
      const { owner } = candidate
      if (free <= 0 || failed.has(owner) || busy.has(owner)) continue
      busy.add(owner)
      free -= 1
      candidate.askedAt = this.#clock.now()
      candidate.isAnswerDue = true
      candidate.channel.relay({ kind: 'wanted' })
    }
  }

  #hear(candidate: Candidate, word: RelayWord): void {
    if (word.kind !== 'offer' || candidate.askedAt === null) {
      candidate.channel.refuse('protocol')
      return
    }
    const { key, isOpen } = word
    const isExpected = candidate.isAnswerDue
    candidate.isAnswerDue = false
    candidate.offer = key === null ? null : { key, isOpen }
    if (key === null) this.#failedAt.set(candidate.owner, this.#clock.now())
    // It was only late.
    else if (this.#trials.failuresOf(candidate.owner) === 0) this.#failedAt.delete(candidate.owner)
    if (isExpected || key === null) this.#ask()
  }

  /** Who does not carry goes on being named, after all others. */
  #judge(owner: PublicKey): void {
    const isBad = this.#trials.failuresOf(owner) >= LIMITS.relayFailures
    if (isBad && !this.#hasFailed(owner)) this.#failedAt.set(owner, this.#clock.now())
  }

  #hasFailed(owner: PublicKey): boolean {
    const failedAt = this.#failedAt.get(owner) ?? -Infinity
    return this.#clock.now() - failedAt < LIMITS.relayAskAgainMs
  }

  /** The lowest comes first. */
  #rank({ owner, offer, named }: Candidate, newcomer: PublicKey): number[] {
    const tried = this.#trials.rankFor(newcomer, owner)
    return [tried, this.#trials.failuresOf(owner), offer?.isOpen ? 0 : 1, named]
  }
}

/** Number by number. */
function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((number, index) => number !== other[index])
  const [left = 0, right = 0] = at < 0 ? [] : [one[at], other[at]]
  return left < right ? -1 : Number(left > right)
}
