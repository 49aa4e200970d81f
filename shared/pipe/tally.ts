// Counts the bytes of one direction, and takes their fingerprint as they go. Pure.
import { b4a, sodium } from '../base/packages.ts'

/** The shortest BLAKE2b that libsodium makes: short enough to compare by eye, and nobody finds two inputs with one. */
const HASH_BYTES = 16

export class Tally {
  bytes = 0
  readonly #state = b4a.alloc(sodium.crypto_generichash_STATEBYTES)

  constructor() {
    sodium.crypto_generichash_init(this.#state, null, HASH_BYTES)
  }

  add(chunk: Uint8Array): void {
    this.bytes += chunk.length
    sodium.crypto_generichash_update(this.#state, chunk)
  }

  /** Of the bytes so far, in hex: what `b2sum -l 128` prints for them. */
  get fingerprint(): string {
    // A copy, since the last step uses the state up.
    const state = b4a.from(this.#state)
    const hash = b4a.alloc(HASH_BYTES)
    sodium.crypto_generichash_final(state, hash)
    return b4a.toString(hash, 'hex')
  }
}
