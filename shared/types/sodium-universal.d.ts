declare const sodium: {
  crypto_core_ed25519_is_valid_point(point: Uint8Array): boolean
  /** Fills the first key from the second; throws when that is not a point on the curve. */
  crypto_sign_ed25519_pk_to_curve25519(boxKey: Uint8Array, signKey: Uint8Array): void
  crypto_sign_ed25519_sk_to_curve25519(boxKey: Uint8Array, signKey: Uint8Array): void
  /** BLAKE2b, of as many bytes as `output` has: 16 to 64. */
  crypto_generichash(output: Uint8Array, input: Uint8Array): void
  readonly crypto_pwhash_SALTBYTES: number
  readonly crypto_pwhash_OPSLIMIT_MIN: number
  readonly crypto_pwhash_OPSLIMIT_MODERATE: number
  readonly crypto_pwhash_MEMLIMIT_MIN: number
  readonly crypto_pwhash_MEMLIMIT_MODERATE: number
  readonly crypto_pwhash_ALG_ARGON2ID13: number
  /** Fills `output`, on a thread of its own. Rejects when there is not enough memory. */
  crypto_pwhash_async(
    output: Uint8Array,
    password: Uint8Array,
    salt: Uint8Array,
    operations: number,
    memoryBytes: number,
    algorithm: number
  ): Promise<void>
  /** Fills `buffer` with random bytes. */
  randombytes_buf(buffer: Uint8Array): void
  /** Whether two texts of one length are equal, in the same time whatever they are. */
  sodium_memcmp(one: Uint8Array, other: Uint8Array): boolean
  /** BLAKE2b of what comes in pieces: the state, and how many bytes the hash has. */
  crypto_generichash_STATEBYTES: number
  crypto_generichash_init(state: Uint8Array, key: null, hashBytes: number): void
  crypto_generichash_update(state: Uint8Array, chunk: Uint8Array): void
  crypto_generichash_final(state: Uint8Array, hash: Uint8Array): void
}
export default sodium
