// The relays whose connections are kept open: those said last, and no others.
import type { PublicKey } from '../base/key.ts'
import type { RelayConnections } from './relay-connections.ts'

export class KeptRelays {
  readonly #connections: Pick<RelayConnections, 'keep'>
  readonly #mayOpen: () => boolean
  /** With what lets each go. */
  readonly #kept = new Map<PublicKey, () => void>()

  /** `mayOpen` is asked before each that is new. */
  constructor(connections: Pick<RelayConnections, 'keep'>, mayOpen = () => true) {
    this.#connections = connections
    this.#mayOpen = mayOpen
  }

  set(keys: readonly PublicKey[]): void {
    for (const [key, stop] of this.#kept) {
      if (keys.includes(key)) continue
      this.#kept.delete(key)
      stop()
    }
    for (const key of keys) {
      if (this.#kept.has(key) || !this.#mayOpen()) continue
      this.#kept.set(key, this.#connections.keep(key))
    }
  }
}
