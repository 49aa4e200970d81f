declare const sodium: {
  crypto_core_ed25519_is_valid_point(point: Uint8Array): boolean
  /** Fills `buffer` with random bytes. */
  randombytes_buf(buffer: Uint8Array): void
}
export default sodium
