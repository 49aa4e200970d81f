// Knocks at a private room: remembered, and reported so that a mass of strangers hides nobody. Pure.
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { RecentMap } from '../../shared/base/recent-map.ts'
import { TokenBucket } from '../../shared/base/token-bucket.ts'

/** After this time another knock of the same key is reported again. */
const FORGET_MS = 10 * 60_000

export interface KnockEar {
  /** Somebody wants to join. */
  onKnock: (key: PublicKey) => void
  /** This many further strangers knocked, who were not reported one by one. */
  onCount: (count: number) => void
}

export class Knocks {
  readonly #now: () => number
  readonly #told: TokenBucket
  /** When each knocked last. Separate from known people, whom strangers must not displace. */
  readonly #strangers = new RecentMap<PublicKey, number>(LIMITS.knocks)
  readonly #known = new RecentMap<PublicKey, number>(LIMITS.knocks)
  /** Knocks from before anybody listened. */
  readonly #early: PublicKey[] = []
  #ear: KnockEar | null = null
  #untold = 0
  #countedAt = -Infinity

  /** `now`: the monotonic clock. */
  constructor(now: () => number) {
    this.#now = now
    this.#told = new TokenBucket(LIMITS.toldStrangers, now())
  }

  add(key: PublicKey, isKnown: boolean): void {
    const knocks = isKnown ? this.#known : this.#strangers
    const now = this.#now()
    const last = knocks.get(key)
    knocks.set(key, now)
    if (last !== undefined && now - last <= FORGET_MS) return
    if (isKnown || this.#told.take(now) === 0) this.#tell(key)
    else this.#untold++
  }

  delete(key: PublicKey): void {
    this.#strangers.delete(key)
    this.#known.delete(key)
  }

  /** Those who knock, known people first. */
  keys(): PublicKey[] {
    return [...this.#known.keys(), ...this.#strangers.keys()]
  }

  /** Reports earlier knocks, then new ones. */
  listen(ear: KnockEar): void {
    this.#ear = ear
    this.#early.splice(0).forEach(ear.onKnock)
  }

  /** Reports the count of further knocks, at a limited rate. */
  count(): void {
    const now = this.#now()
    if (!this.#ear || this.#untold === 0 || now - this.#countedAt < LIMITS.knockCountMs) return
    this.#countedAt = now
    this.#ear.onCount(this.#untold)
    this.#untold = 0
  }

  #tell(key: PublicKey): void {
    if (this.#ear) this.#ear.onKnock(key)
    else this.#early.push(key)
  }
}
