// Finds out from the answers of DHT nodes that our public address has changed. Each answer says at which address that
// node saw us; a node may lie, so one alone is not believed. Pure.

/** So many must agree on a new address. */
const WITNESSES = 2
/** Beyond this many witnesses without a majority, the count starts anew. */
const MOST_WITNESSES = 16

export class AddressWatch {
  #address: string | null = null
  /** What each node has said since the first of them contradicted the known address. */
  readonly #said = new Map<string, string>()
  /** The first few nodes ever heard: a private DHT may be all on one machine. */
  readonly #witnesses = new Set<string>()

  /** Null as long as no node has answered. */
  get address(): string | null {
    return this.#address
  }

  /**
   * `witness`, the address of a DHT node, saw us at `address`. True when that is known to be our new address from
   * now on; the first one is not new.
   */
  report(witness: string, address: string): boolean {
    if (this.#witnesses.size < WITNESSES) this.#witnesses.add(witness)
    if (address === this.#address && this.#said.size === 0) return false
    if (this.#said.size >= MOST_WITNESSES) this.#said.clear()
    this.#said.set(witness, address)
    if (!this.#isAgreed(address)) return false
    this.#said.clear()
    const before = this.#address
    this.#address = address
    return before !== null && before !== address
  }

  #isAgreed(address: string): boolean {
    const all = [...this.#said.values()]
    const votes = all.filter((said) => said === address).length
    return votes >= this.#witnesses.size && votes > all.length / 2
  }
}
