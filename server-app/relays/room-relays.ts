// The members who relay for newcomers that have no direct path to the host. A few are asked; who does not answer, or does
// not carry, makes room for others. Each newcomer is sent to one it has not tried yet, open ones that carry first.
import { CLOCK, type Clock } from '../../shared/base/clock.ts'
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { RecentMap } from '../../shared/base/recent-map.ts'
import { KeptRelays } from '../../shared/network/kept-relays.ts'
import type { RelayConnections } from '../../shared/network/relay-connections.ts'
import type { RelaySource } from '../../shared/relay/host-relays.ts'
import type { Newcomer } from '../../shared/relay/naming.ts'
import type { RelayWord } from '../../shared/room/relaying.ts'
import { candidateFor, compare, type Candidate, type RelayChannel } from './relay-candidate.ts'
import { RelayTrials } from './relay-trials.ts'
import { StandBys, type Place } from './stand-bys.ts'

export interface RoomRelaysOptions {
  /** Whether there is anybody who cannot reach the host directly. */
  isNeeded: () => boolean
  /** Whether our own way to a relay may take a punch of several seconds. */
  isRandom: () => boolean
  /** Our own to relays. */
  connections: Pick<RelayConnections, 'keep' | 'isReady'>
  clock?: Pick<Clock, 'now'>
}

export class RoomRelays implements RelaySource {
  readonly #candidates = new Set<Candidate>()
  readonly #options: RoomRelaysOptions
  readonly #kept: KeptRelays
  readonly #clock: Pick<Clock, 'now'>
  readonly #trials = new RelayTrials()
  /** When each member that did not answer or carry did so last, by its key: others have its place for a while. */
  readonly #failedAt = new RecentMap<PublicKey, number>(LIMITS.relayRetries)
  readonly #standBys = new StandBys()

  constructor(options: RoomRelaysOptions) {
    this.#options = options
    this.#kept = new KeptRelays(options.connections)
    this.#clock = options.clock ?? CLOCK
  }

  get isEmpty(): boolean {
    return ![...this.#candidates].some(({ offer }) => offer)
  }

  /** A member is in. The returned function says that it is gone. */
  add(place: Place & { channel: RelayChannel }): () => void {
    const candidate = candidateFor(place)
    place.channel.listen({ onRelay: (word) => this.#hear(candidate, word) })
    this.#candidates.add(candidate)
    this.#standBys.add(candidate)
    this.#settle()
    return () => {
      this.#candidates.delete(candidate)
      this.#standBys.delete(candidate)
      this.#settle()
      if (candidate.offer) this.#standBys.move(candidate.offer.key)
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
    this.#settle()
  }

  /** The member whose relay has this key; null for none. */
  ownerOf(relay: PublicKey): PublicKey | null {
    return this.#offering.find(({ offer }) => offer?.key === relay)?.owner ?? null
  }

  next({ key: newcomer }: Newcomer): PublicKey | null {
    const able = this.#offering.filter(({ owner, carrier }) => owner !== newcomer && !carrier())
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
    this.#settle()
  }

  /** What a relay, maybe not one of these, carried has ended with an error. */
  blame(relay: PublicKey): void {
    const owner = this.ownerOf(relay)
    if (owner) this.#trials.blame(owner)
  }

  get #offering(): Candidate[] {
    return [...this.#candidates].filter(({ offer }) => offer)
  }

  /** Who relays, or is relayed, has changed: does what follows from that. */
  #settle(): void {
    this.#ask()
    const able = this.#offering.filter(
      ({ carrier, owner }) => !carrier() && !this.#hasFailed(owner)
    )
    const ranked = able.sort((one, other) => compare(this.#rank(one), this.#rank(other)))
    const offers = ranked.flatMap(({ offer }) => offer ?? [])
    this.#standBys.settle(offers)
    const isInUse = this.#options.isRandom() || this.#standBys.isNeeded
    this.#kept.set(isInUse ? offers.map(({ key }) => key) : [])
  }

  /** Asks as many as are needed, of those with a path of their own: each member once, who has failed last. */
  #ask(): void {
    if (!this.#options.isNeeded()) return
    const all = [...this.#candidates]
    const taken = all.filter(({ isAnswerDue, offer }) => isAnswerDue || offer)
    const failed = new Set(all.map(({ owner }) => owner).filter((owner) => this.#hasFailed(owner)))
    const busy = new Set(taken.map(({ owner }) => owner).filter((owner) => !failed.has(owner)))
    // So that a crowd of those is soon through.
    let free = LIMITS.roomRelays + Math.floor(failed.size / 2) - busy.size
    // Over a connection that another has followed, nobody answers.
    const newest = new Map(all.map((candidate) => [candidate.owner, candidate]))
    const askable = [...newest.values()].filter(
      ({ carrier, hasTakenBack, offer }) => !hasTakenBack && !offer && !carrier()
    )
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
    candidate.hasTakenBack = key === null
    const { channel, offer: former, owner } = candidate
    candidate.offer = key === null ? null : { channel, owner, key, isOpen }
    // It was only late.
    if (key !== null && this.#trials.failuresOf(owner) === 0) this.#failedAt.delete(owner)
    if (isExpected || (former && key === null)) this.#settle()
    if (key === null && former) this.#standBys.move(former.key)
  }

  /** Who does not carry goes on being named, after all others. */
  #judge(owner: PublicKey): void {
    const isBad = this.#trials.failuresOf(owner) >= LIMITS.relayFailures
    if (isBad) this.#failedAt.set(owner, this.#clock.now())
  }

  #hasFailed(owner: PublicKey): boolean {
    const failedAt = this.#failedAt.get(owner) ?? -Infinity
    return this.#clock.now() - failedAt < LIMITS.relayAskAgainMs
  }

  /** The lowest comes first. */
  #rank({ owner, offer, named }: Candidate, newcomer: PublicKey | null = null): number[] {
    const tried = newcomer === null ? 0 : this.#trials.rankFor(newcomer, owner)
    const isTold = newcomer !== null && offer && this.#standBys.isTold(newcomer, offer.key)
    const isReady = offer && this.#options.connections.isReady(offer.key)
    const failures = this.#trials.failuresOf(owner)
    return [tried, failures, isReady ? 0 : 1, isTold ? 0 : 1, offer?.isOpen ? 0 : 1, named]
  }
}
