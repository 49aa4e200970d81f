// What became of the newcomers that were sent to relaying members. Anybody can make a member look bad by not coming, or
// good with a friend: so this decides who is tried first, never who is tried at all. Pure.
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { RecentMap } from '../../shared/base/recent-map.ts'

interface Trial {
  /** The members this newcomer was sent to, the last one at the end. */
  tried: PublicKey[]
  /** When it was sent to that one; null once it is known how that went. */
  sentAt: number | null
}

/** Times are on the monotonic clock. */
export class RelayTrials {
  readonly #trials = new RecentMap<PublicKey, Trial>(LIMITS.relayRetries)
  /** How many newcomers in a row did not come through each member. */
  readonly #failures = new RecentMap<PublicKey, number>(LIMITS.relayRetries)

  /** A newcomer is sent to a member. That it comes again says that the last one did not carry it. */
  begin(newcomer: PublicKey, member: PublicKey, now: number): void {
    const trial = this.#trials.get(newcomer)
    if (trial) this.#fail(trial)
    const others = (trial?.tried ?? []).filter((other) => other !== member)
    const tried = [...others, member].slice(-LIMITS.triedRelays)
    this.#trials.set(newcomer, { tried, sentAt: now })
  }

  /** A newcomer has come through. If it comes again, that member may be gone. */
  succeed(newcomer: PublicKey): void {
    const trial = this.#trials.get(newcomer)
    const member = trial?.sentAt == null ? undefined : trial.tried.at(-1)
    this.#trials.delete(newcomer)
    if (member === undefined) return
    this.#failures.delete(member)
    this.#trials.set(newcomer, { tried: [member], sentAt: null })
  }

  /** Those who should have come through by now have not. */
  lookForLost(now: number): void {
    for (const newcomer of this.#trials.keys()) {
      const trial = this.#trials.get(newcomer)
      if (trial?.sentAt != null && now - trial.sentAt >= LIMITS.relayArrivalMs) this.#fail(trial)
    }
  }

  /** Somebody has come through a member, and was lost. */
  blame(member: PublicKey): void {
    this.#failures.set(member, this.failuresOf(member) + 1)
  }

  failuresOf(member: PublicKey): number {
    return this.#failures.get(member) ?? 0
  }

  /** -1 for a member this newcomer was not sent to; otherwise more for one it was sent to later. */
  rankFor(newcomer: PublicKey, member: PublicKey): number {
    return this.#trials.get(newcomer)?.tried.indexOf(member) ?? -1
  }

  #fail(trial: Trial): void {
    const member = trial.sentAt === null ? undefined : trial.tried.at(-1)
    trial.sentAt = null
    if (member !== undefined) this.blame(member)
  }
}
