export interface KeyPair {
  publicKey: Uint8Array
  secretKey: Uint8Array
}

/** An ed25519 signature, 64 bytes. */
export function sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array
export function verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean
/** Seals for an x25519 key (libsodium's crypto_box_seal). */
export function encrypt(message: Uint8Array, publicKey: Uint8Array): Uint8Array
/** Null when it is not sealed for this key pair, or damaged. */
export function decrypt(ciphertext: Uint8Array, keyPair: KeyPair): Uint8Array | null
export function randomBytes(count: number): Uint8Array
