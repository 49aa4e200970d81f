// Who is on the way in, and who stays: everybody has so long to get a place, and there are so many places. Pure.
import { Timer } from '../base/clock.ts'
import { LIMITS } from '../base/limits.ts'

export interface ArrivalsOptions<Visitor> {
  /** How many may stay. */
  most: number
  /** And how many of one address. */
  mostOfAddress: number
  /** How long somebody whose stream has begun may go on without a place. */
  settleMs: number
  addressOf: (visitor: Visitor) => string
  /** Puts out somebody who took too long, or had to make room. */
  putOut: (visitor: Visitor, hasBegun: boolean) => void
}

interface Arrival {
  address: string
  deadline: Timer
}

type Arriving<Visitor> = Map<Visitor, Arrival>

export class Arrivals<Visitor> {
  readonly #options: ArrivalsOptions<Visitor>
  // Each has the oldest first. Those who have begun are not pushed out by handshakes that cost nothing.
  readonly #shaking: Arriving<Visitor> = new Map()
  readonly #begun: Arriving<Visitor> = new Map()
  /** Those who stay, and their addresses. */
  readonly #settled = new Map<Visitor, string>()

  constructor(options: ArrivalsOptions<Visitor>) {
    this.#options = options
  }

  /** How many are on the way. */
  get arriving(): number {
    return this.#shaking.size + this.#begun.size
  }

  /** Somebody has shaken hands, and has to begin in time. */
  add(visitor: Visitor): void {
    this.#await(this.#shaking, visitor, LIMITS.beginMs)
  }

  /** The visitor's stream has begun: now it has to say what it came for. */
  begin(visitor: Visitor): void {
    if (!this.#shaking.has(visitor)) return
    this.#forget(visitor)
    this.#await(this.#begun, visitor, this.#options.settleMs)
  }

  /** The visitor may stay. False when too many do already, in all or of its address. */
  settle(visitor: Visitor): boolean {
    if (this.#settled.has(visitor)) return true
    const { most, mostOfAddress, addressOf } = this.#options
    if (!this.#begun.has(visitor) || this.#settled.size >= most) return false
    const address = addressOf(visitor)
    const neighbours = [...this.#settled.values()].filter((other) => other === address)
    if (neighbours.length >= mostOfAddress) return false
    this.#forget(visitor)
    this.#settled.set(visitor, address)
    return true
  }

  /** The visitor is gone. */
  delete(visitor: Visitor): void {
    this.#forget(visitor)
    this.#settled.delete(visitor)
  }

  /** Makes room where too many wait already: the oldest goes. Somebody real is through before its turn comes. */
  #await(arriving: Arriving<Visitor>, visitor: Visitor, ms: number): void {
    const address = this.#options.addressOf(visitor)
    const neighbours = [...arriving].filter(([, other]) => other.address === address)
    if (neighbours.length >= LIMITS.arrivingOfAddress) this.#putOut(neighbours[0]?.[0])
    else if (arriving.size >= LIMITS.arriving) this.#putOut([...arriving.keys()][0])
    const deadline = new Timer(ms, () => this.#putOut(visitor))
    arriving.set(visitor, { address, deadline })
  }

  #putOut(visitor: Visitor | undefined): void {
    if (visitor === undefined) return
    const hasBegun = this.#begun.has(visitor)
    this.#forget(visitor)
    this.#options.putOut(visitor, hasBegun)
  }

  #forget(visitor: Visitor): void {
    for (const arriving of [this.#shaking, this.#begun]) {
      arriving.get(visitor)?.deadline.cancel()
      arriving.delete(visitor)
    }
  }
}
