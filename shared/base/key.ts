// Public keys. HyperDHT and libsodium take bytes; everywhere else a key is text of a type of its own, which compares and
// can be looked up, and which no name or line passes for.
import { b4a } from './packages.ts'

declare const brand: unique symbol

/** A public key: 64 hex digits in lower case. */
export type PublicKey = string & { readonly [brand]: 'PublicKey' }

const KEY = /^[0-9a-f]{64}$/

/** Whether something received or read is a public key as we write it. */
export function isKey(value: unknown): value is PublicKey {
  return typeof value === 'string' && KEY.test(value)
}

/** The key whose 32 bytes these are. */
export function keyOf(bytes: Uint8Array): PublicKey {
  return b4a.toString(bytes, 'hex') as PublicKey
}

/** The 32 bytes of a key, for HyperDHT and libsodium. */
export function bytesOf(key: PublicKey): Uint8Array {
  return b4a.from(key, 'hex')
}

/** Its first 8 digits: enough to tell people in one room apart. */
export function shortKey(key: PublicKey): string {
  return key.slice(0, 8)
}
