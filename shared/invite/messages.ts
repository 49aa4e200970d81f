// The two messages of an invite's channel: signed, sent, and validated on arrival. Each proves its sender's key for
// this one connection, which the handshake hash names.
import type { KeyPair } from 'hyperdht'
import { bytesOf, isKey, keyOf, type PublicKey } from '../base/key.ts'
import { b4a, crypto } from '../base/packages.ts'
import type { Json } from '../network/wire.ts'
import { isSignature } from '../room/fields.ts'
import { safeName } from '../room/names.ts'

export const INVITE_PROTOCOL = 'hyperdht-chat/invite/1'

// Signed bytes start with their purpose, so that no signature is valid for any other.
const GUEST = b4a.from(`${INVITE_PROTOCOL} guest\n`)
const HOST = b4a.from(`${INVITE_PROTOCOL} host\n`)

/** What a guest says first. Its own key is the connection's, which the handshake proves. */
export interface GuestHello {
  /** The name it asks for; null for its short key. */
  name: string | null
  /** A signature by the key pair of the words: whoever stores the announcement knows only the public key. */
  proof: string
}

/** Where the guest has to go. */
export interface HostIntroduction {
  /** The host's own key. */
  key: PublicKey
  /** A signature by it. */
  proof: string
}

export function guestHello(
  name: string | null,
  wordsKey: KeyPair,
  handshakeHash: Uint8Array
): GuestHello {
  return { name, proof: sign(GUEST, handshakeHash, wordsKey) }
}

/** Null unless it proves that its sender has the words of that public key. A name that is not allowed is null. */
export function readGuestHello(
  message: Json | null,
  wordsKey: PublicKey,
  handshakeHash: Uint8Array
): GuestHello | null {
  const { name = null, proof } = message ?? {}
  if (!isSignature(proof) || !(name === null || typeof name === 'string')) return null
  if (!verify(GUEST, handshakeHash, { proof, key: wordsKey })) return null
  return { name: name === null ? null : safeName(name), proof }
}

export function hostIntroduction(hostKey: KeyPair, handshakeHash: Uint8Array): HostIntroduction {
  const key = keyOf(hostKey.publicKey)
  return { key, proof: sign(HOST, handshakeHash, hostKey) }
}

/** The host's own key. Null unless its sender has the secret key of it. */
export function readHostIntroduction(
  message: Json | null,
  handshakeHash: Uint8Array
): PublicKey | null {
  const { key, proof } = message ?? {}
  if (!isKey(key) || !isSignature(proof)) return null
  return verify(HOST, handshakeHash, { proof, key }) ? key : null
}

function sign(purpose: Uint8Array, handshakeHash: Uint8Array, { secretKey }: KeyPair): string {
  return b4a.toString(crypto.sign(b4a.concat([purpose, handshakeHash]), secretKey), 'hex')
}

function verify(
  purpose: Uint8Array,
  handshakeHash: Uint8Array,
  { proof, key }: { proof: string; key: PublicKey }
): boolean {
  return crypto.verify(b4a.concat([purpose, handshakeHash]), b4a.from(proof, 'hex'), bytesOf(key))
}
