// What an attempt to connect has shown of the two networks so far: why it fails depends on it.
import type { NodeAddress } from 'hyperdht'
import { CLOCK, monotonicMs, type Clock } from '../base/clock.ts'
import { LIMITS } from '../base/limits.ts'
import { FIREWALL, type HandshakePayload } from './handshake.ts'
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

export interface AttemptOptions {
  node: Pick<Node, 'watchPings' | 'randomized' | 'hasHeardSince'>
  /** A host of ours has punched to our random NAT for longer than it does, without a word: it has given up. */
  onGivenUp?: () => void
  clock?: Clock
}

export class Attempt {
  readonly #options: AttemptOptions
  readonly #begunAt = monotonicMs()
  readonly #stopWatching: () => void
  /** What the host said of its NAT when it answered: plain ones say nothing. */
  #said: number = FIREWALL.unknown
  #limit: { cancel(): void } | null = null
  #hostAddresses: readonly NodeAddress[] = []
  #hasAnswered = false
  #isLocalSilent = false
  #own: number = FIREWALL.unknown
  #host: number = FIREWALL.unknown

  constructor(options: AttemptOptions) {
    this.#options = options
    this.#stopWatching = options.node.watchPings({
      onFailed: ({ host, port }) => {
        const isHosts = this.#hostAddresses.some((own) => own.host === host && own.port === port)
        if (isHosts) this.#isLocalSilent = true
      }
    })
  }

  get facts(): AttemptFacts {
    // HyperDHT gives up before punching, and without a word, only where both ends are random.
    const { node } = this.#options
    const isRandom = this.#hasAnswered && node.randomized && this.#own === FIREWALL.unknown
    return {
      isOnline: node.hasHeardSince(this.#begunAt),
      hasAnswered: this.#hasAnswered,
      isLocalSilent: this.#isLocalSilent,
      own: isRandom ? FIREWALL.random : this.#own,
      host: isRandom ? FIREWALL.random : this.#host
    }
  }

  /** The host has answered, and said which addresses it has on its own network, and what NAT. */
  answered({ addresses4, firewall }: Pick<HandshakePayload, 'addresses4' | 'firewall'>): void {
    this.#hasAnswered = true
    this.#hostAddresses = addresses4 ?? []
    this.#said = firewall
  }

  punching(host: number, own: number): void {
    this.#host = host
    this.#own = own
    const { onGivenUp, clock = CLOCK } = this.#options
    const isOurs = this.#said === FIREWALL.consistent
    if (onGivenUp && isOurs && own === FIREWALL.random)
      this.#limit = clock.after(LIMITS.randomPunchMs, onGivenUp)
  }

  end(): void {
    this.#stopWatching()
    this.#limit?.cancel()
  }
}
