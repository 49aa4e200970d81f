declare const sodium: {
  crypto_core_ed25519_is_valid_point(point: Uint8Array): boolean
  /** Fills the first key from the second; throws when that is not a point on the curve. */
  crypto_sign_ed25519_pk_to_curve25519(boxKey: Uint8Array, signKey: Uint8Array): void
  crypto_sign_ed25519_sk_to_curve25519(boxKey: Uint8Array, signKey: Uint8Array): void
  /** Fills `buffer` with random bytes. */
  randombytes_buf(buffer: Uint8Array): void
}
export default sodium
