// Connections on the way in, and those admitted: each has a limited time to be admitted, into a limited number. Pure.
import { Timer } from '../base/clock.ts'
import { LIMITS } from '../base/limits.ts'

export interface ArrivalsOptions<Visitor> {
  /** How many may be admitted. */
  most: number
  /** How many of these from one address. */
  mostOfAddress: number
  /** How long a connection may stay unadmitted after its stream has begun. */
  settleMs: number
  addressOf: (visitor: Visitor) => string
  /** Called to close a connection that took too long, or has to make room. */
  putOut: (visitor: Visitor, hasBegun: boolean) => void
}

interface Arrival {
  address: string
  deadline: Timer
}

type Arriving<Visitor> = Map<Visitor, Arrival>

export class Arrivals<Visitor> {
  readonly #options: ArrivalsOptions<Visitor>
  // Oldest first in each. Begun streams are kept apart, so that handshakes, which cost nothing, cannot displace them.
  readonly #shaking: Arriving<Visitor> = new Map()
  readonly #begun: Arriving<Visitor> = new Map()
  /** The admitted visitors, and their addresses. */
  readonly #settled = new Map<Visitor, string>()

  constructor(options: ArrivalsOptions<Visitor>) {
    this.#options = options
  }

  /** How many have not been admitted yet. */
  get arriving(): number {
    return this.#shaking.size + this.#begun.size
  }

  /** A connection completed its handshake, and must begin its stream in time. */
  add(visitor: Visitor): void {
    this.#await(this.#shaking, visitor, LIMITS.beginMs)
  }

  /** The visitor's stream has begun: now it must say what it wants. */
  begin(visitor: Visitor): void {
    if (!this.#shaking.has(visitor)) return
    this.#forget(visitor)
    this.#await(this.#begun, visitor, this.#options.settleMs)
  }

  /** Admits the visitor. False when there are too many already, in total or from its address. */
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

  /** The visitor's connection is closed. */
  delete(visitor: Visitor): void {
    this.#forget(visitor)
    this.#settled.delete(visitor)
  }

  /** Adds to a waiting list. If that is full, the oldest is closed: real peers are admitted before their turn comes. */
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
