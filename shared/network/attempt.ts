// What an attempt to connect has shown of the two networks so far: why it fails depends on it.
import type { NodeAddress } from 'hyperdht'
import { monotonicMs } from '../base/clock.ts'
import { FIREWALL } from './handshake.ts'
import type { Node } from './dht-node.ts'

export interface AttemptFacts {
  /** A DHT node has answered since the attempt began. */
  isOnline: boolean
  hasAnswered: boolean
  /** The host said that it is on our own network, and did not answer there. */
  isLocalSilent: boolean
  /** What kinds of NAT the two have, in the numbers of FIREWALL: unknown before holes are punched. */
  own: number
  host: number
}

export class Attempt {
  readonly #node: Node
  readonly #begunAt = monotonicMs()
  readonly #stopWatching: () => void
  #hostAddresses: readonly NodeAddress[] = []
  #hasAnswered = false
  #isLocalSilent = false
  #own: number = FIREWALL.unknown
  #host: number = FIREWALL.unknown

  constructor(node: Node) {
    this.#node = node
    this.#stopWatching = node.watchPings(({ host, port }) => {
      const isHosts = this.#hostAddresses.some((own) => own.host === host && own.port === port)
      if (isHosts) this.#isLocalSilent = true
    })
  }

  get facts(): AttemptFacts {
    // HyperDHT gives up before punching, and without a word, only where both ends are random.
    const isRandom = this.#hasAnswered && this.#node.randomized && this.#own === FIREWALL.unknown
    return {
      isOnline: this.#node.hasHeardSince(this.#begunAt),
      hasAnswered: this.#hasAnswered,
      isLocalSilent: this.#isLocalSilent,
      own: isRandom ? FIREWALL.random : this.#own,
      host: isRandom ? FIREWALL.random : this.#host
    }
  }

  /** The host has answered, and said which addresses it has on its own network. */
  answered(addresses: readonly NodeAddress[]): void {
    this.#hasAnswered = true
    this.#hostAddresses = addresses
  }

  punching(host: number, own: number): void {
    this.#host = host
    this.#own = own
  }

  end(): void {
    this.#stopWatching()
  }
}
