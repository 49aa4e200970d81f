// The pairs of peers that a relay carries: how many, of whom, and which one gives way when there are too many. Whatever
// ends one end of a pair ends the other. Pure.
import { keyOf, type PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'

/** One peer's end of a pair. */
export interface End {
  connection: {
    readonly remotePublicKey: Uint8Array
    readonly rawStream: { readonly remoteHost: string }
    destroy(): void
  }
  stream: {
    readonly bytesReceived: number
    destroy(): void
    on(event: 'close', listener: () => void): unknown
  }
}

interface Pair {
  ends: readonly End[]
  addresses: readonly string[]
}

export interface PairsOptions {
  /** How many there may be. */
  most: number
  /** Who everybody is here to meet: the host of a room. Null where anybody may meet anybody. */
  host: PublicKey | null
  /** Called once for each end. */
  onEnd: (end: End) => void
  /** The last pair of a peer has ended, for no fault of it. */
  onIdle: (connection: End['connection']) => void
  /** Whether nothing has come from this end for a while. */
  isQuiet?: (end: End) => boolean
}

export class Pairs {
  readonly #options: PairsOptions
  readonly #pairs = new Set<Pair>()
  /** The first ends of pairs whose second ones follow at once, by what both have said. */
  readonly #halves = new Map<string, End>()

  constructor(options: PairsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#pairs.size
  }

  /** How many are used: the peers of the others have a direct path by now. */
  get used(): number {
    return [...this.#pairs].filter((pair) => !this.#isQuiet(pair)).length
  }

  get ends(): End[] {
    return [...this.#pairs].flatMap(({ ends }) => ends)
  }

  /** One end of a pair whose peers know `token`. The pair may end at once, when there are too many. */
  add(token: string, end: End): void {
    const first = this.#halves.get(token)
    if (!first) {
      this.#halves.set(token, end)
      return
    }
    this.#halves.delete(token)
    const ends = [first, end]
    const pair = { ends, addresses: ends.map(({ connection }) => connection.rawStream.remoteHost) }
    const hasRoom = this.#makeRoom(pair)
    this.#pairs.add(pair)
    for (const { stream } of ends) stream.on('close', () => this.#finish(pair))
    if (!hasRoom) this.#drop(pair)
  }

  /** A peer is gone. blind-relay itself forgets a pair of it when both have used a token twice. */
  leave(connection: object): void {
    for (const pair of this.#pairs) {
      if (pair.ends.some((end) => end.connection === connection)) this.#finish(pair)
    }
  }

  /** Ends the pair of this end. */
  drop(end: End): void {
    const pair = [...this.#pairs].find(({ ends }) => ends.includes(end))
    if (pair) this.#drop(pair)
  }

  /** It has ended by itself. */
  #finish(pair: Pair): void {
    if (!this.#end(pair)) return
    for (const { connection } of pair.ends)
      if (!this.#hasPair(connection)) this.#options.onIdle(connection)
  }

  /** A peer that had no other pair loses its connection, too: it notices the end of that, not of a stream at the relay. */
  #drop(pair: Pair): void {
    if (!this.#end(pair)) return
    for (const { connection } of pair.ends) if (!this.#hasPair(connection)) connection.destroy()
  }

  #end(pair: Pair): boolean {
    if (!this.#pairs.delete(pair)) return false
    for (const end of pair.ends) {
      this.#options.onEnd(end)
      end.stream.destroy()
    }
    return true
  }

  #isQuiet({ ends }: Pair): boolean {
    return ends.every((end) => this.#options.isQuiet?.(end) === true)
  }

  #hasPair(connection: End['connection']): boolean {
    return this.ends.some((end) => end.connection === connection)
  }

  #makeRoom(pair: Pair): boolean {
    const keys = new Set(pair.ends.map(keyOfEnd))
    const { host } = this.#options
    if (host && !(keys.has(host) && keys.size === 2)) return false
    for (const key of keys) {
      const own = [...this.#pairs].filter(({ ends }) => ends.some((end) => keyOfEnd(end) === key))
      const isGuest = host !== null && key !== host
      const most = isGuest ? LIMITS.relayedPairsOfGuest : LIMITS.relayedPairsOfPeer
      if (own.length >= most) return false
    }
    if (this.#pairs.size < this.#options.most) return true
    const unused = [...this.#pairs].find((each) => this.#isQuiet(each))
    if (unused) {
      this.#finish(unused)
      return true
    }
    const other = this.#givesWayTo(pair)
    if (other) this.#drop(other)
    return other !== null
  }

  /**
   * Keys cost nothing, addresses do: a pair both of whose addresses have many gives way to one that has fewer, at one of
   * them at least: a host meets all its newcomers here. The newest of those; null for none.
   */
  #givesWayTo(newcomer: Pair): Pair | null {
    const counts = new Map<string, number>()
    for (const { addresses } of [...this.#pairs, newcomer]) {
      for (const address of new Set(addresses)) counts.set(address, (counts.get(address) ?? 0) + 1)
    }
    const weigh = ({ addresses }: Pair): number =>
      Math.min(...addresses.map((address) => counts.get(address) ?? 0))
    const most = Math.max(...[...this.#pairs].map(weigh))
    if (most <= weigh(newcomer)) return null
    return [...this.#pairs].filter((pair) => weigh(pair) === most).at(-1) ?? null
  }
}

function keyOfEnd({ connection }: End): PublicKey {
  return keyOf(connection.remotePublicKey)
}
