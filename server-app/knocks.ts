// Who knocks at a private room: remembered, and told so that strangers in masses drown nobody out. Pure.
import { LIMITS } from '../shared/base/limits.ts'
import { RateLimit } from './rate-limit.ts'

/** A key that has not knocked for so long is news again. */
const FORGET_MS = 10 * 60_000

export interface KnockEar {
  /** Somebody wants to come in. */
  onKnock: (key: string) => void
  /** So many strangers more do, who were not told one by one. */
  onCount: (count: number) => void
}

/** Keys are in hex. */
export class Knocks {
  readonly #now: () => number
  readonly #told: RateLimit
  /** When each knocked last, the oldest first: strangers do not push out those who are none. */
  readonly #strangers = new Map<string, number>()
  readonly #known = new Map<string, number>()
  /** What there was to tell before anybody listened. */
  readonly #early: string[] = []
  #ear: KnockEar | null = null
  #untold = 0
  #countedAt = -Infinity

  /** `now`: the monotonic clock. */
  constructor(now: () => number) {
    this.#now = now
    this.#told = new RateLimit(LIMITS.toldStrangers, now())
  }

  add(key: string, isKnown: boolean): void {
    const knocks = isKnown ? this.#known : this.#strangers
    const now = this.#now()
    const last = knocks.get(key)
    knocks.delete(key)
    knocks.set(key, now)
    const [oldest = ''] = knocks.keys()
    if (knocks.size > LIMITS.knocks) knocks.delete(oldest)
    if (last !== undefined && now - last <= FORGET_MS) return
    if (isKnown || this.#told.take(now) === 0) this.#tell(key)
    else this.#untold++
  }

  delete(key: string): void {
    this.#strangers.delete(key)
    this.#known.delete(key)
  }

  /** Those who knock and are no strangers first. */
  keys(): string[] {
    return [...this.#known.keys(), ...this.#strangers.keys()]
  }

  /** Tells what there was to tell, and will be. */
  listen(ear: KnockEar): void {
    this.#ear = ear
    this.#early.splice(0).forEach(ear.onKnock)
  }

  /** Tells of those who were not told one by one, so often at most. */
  count(): void {
    const now = this.#now()
    if (!this.#ear || this.#untold === 0 || now - this.#countedAt < LIMITS.knockCountMs) return
    this.#countedAt = now
    this.#ear.onCount(this.#untold)
    this.#untold = 0
  }

  #tell(key: string): void {
    if (this.#ear) this.#ear.onKnock(key)
    else this.#early.push(key)
  }
}
