// Authorship and time: posts are signed by their author, whispers signed and sealed for one reader. Nothing here
// throws, whatever keys and texts a peer sends. Pure except for the clock.
import type { KeyPair } from 'hyperdht'
import { timeOfDay } from '../base/clock.ts'
import { bytesOf, type PublicKey } from '../base/key.ts'
import { b4a, crypto, sodium } from '../base/packages.ts'
import { parseObject } from '../network/wire.ts'
import { isRawText, isSignature, isText, isTime } from './fields.ts'
import type { Post } from './events.ts'
import { ROOM_PROTOCOL } from './messages.ts'

// Signed bytes start with their purpose, so that no signature is valid for any other.
const POST = b4a.from(`${ROOM_PROTOCOL} post\n`)
const WHISPER = b4a.from(`${ROOM_PROTOCOL} whisper\n`)
const TIME_BYTES = 8

/** The signed fields besides the text: a resent text keeps its id. */
export interface Stamp {
  id?: string
  signedAt?: number
}

/** A post to the room `roomKey`, signed over (room key, id, time, text). */
export function signPost(
  text: string,
  roomKey: PublicKey,
  author: KeyPair,
  { id = newId(), signedAt = timeOfDay() }: Stamp = {}
): Post {
  const bytes = signedBytes(POST, [bytesOf(roomKey)], { id, signedAt, text })
  return { id, text, signedAt, signature: sign(bytes, author) }
}

/** Whether `author` signed exactly this text, id and time for this room. */
export function isGenuine(
  { id, text, signedAt, signature }: Post,
  roomKey: PublicKey,
  author: PublicKey
): boolean {
  if (signature === null || signedAt === null) return false
  return verify(signedBytes(POST, [bytesOf(roomKey)], { id, signedAt, text }), signature, author)
}

export interface SealedWhisper {
  id: string
  /** Hex. Only `to` can open it, so the host cannot. */
  sealed: string
}

/**
 * A text for `to` alone: signed by its author over (room key, reader, id, time, text), and sealed with
 * libsodium's crypto_box_seal. Null when `to` is not a public key: a host may send any roster.
 */
export function sealWhisper(
  text: string,
  to: PublicKey,
  { roomKey, author, id = newId(), signedAt = timeOfDay() }: Stamp & Sender
): SealedWhisper | null {
  const reader = bytesOf(to)
  const key = boxKey(reader)
  if (key === null) return null
  const bytes = signedBytes(WHISPER, [bytesOf(roomKey), reader], { id, signedAt, text })
  const fields = { text, signedAt, signature: sign(bytes, author) }
  const sealed = crypto.encrypt(b4a.from(JSON.stringify(fields)), key)
  return { id, sealed: b4a.toString(sealed, 'hex') }
}

/** The author of a whisper, and the room. */
export interface Sender {
  roomKey: PublicKey
  author: KeyPair
}

export interface OpenedWhisper {
  text: string
  /** In milliseconds since 1970, by the author's clock. */
  signedAt: number
}

/**
 * Opens a whisper to `reader`: its text, clean and signed by `author`, or why it is dropped: 'forged' if it
 * does not open or has no valid signature, 'unreadable' if its text is not clean.
 */
export function openWhisper(
  { id, sealed }: SealedWhisper,
  author: PublicKey,
  roomKey: PublicKey,
  reader: KeyPair
): OpenedWhisper | { dropped: 'forged' | 'unreadable' } {
  const keyPair = boxKeyPair(reader)
  const opened = keyPair && crypto.decrypt(b4a.from(sealed, 'hex'), keyPair)
  const fields = opened && parseObject(b4a.toString(opened, 'utf8'))
  const { text, signedAt, signature } = fields ?? {}
  if (!isRawText(text) || !isTime(signedAt) || !isSignature(signature)) return { dropped: 'forged' }
  const bytes = signedBytes(WHISPER, [bytesOf(roomKey), reader.publicKey], { id, signedAt, text })
  if (!verify(bytes, signature, author)) return { dropped: 'forged' }
  return isText(text) ? { text, signedAt } : { dropped: 'unreadable' }
}

/** 16 random bytes in hex. */
export function newId(): string {
  return b4a.toString(crypto.randomBytes(16), 'hex')
}

/** All fields except the text have a fixed length, so that no two inputs encode to the same bytes. */
function signedBytes(
  purpose: Uint8Array,
  keys: Uint8Array[],
  { id, signedAt, text }: Required<Stamp> & { text: string }
): Uint8Array {
  const time = b4a.alloc(TIME_BYTES)
  new DataView(time.buffer, time.byteOffset).setBigUint64(0, BigInt(signedAt))
  return b4a.concat([purpose, ...keys, b4a.from(id, 'hex'), time, b4a.from(text)])
}

function sign(bytes: Uint8Array, { secretKey }: KeyPair): string {
  return b4a.toString(crypto.sign(bytes, secretKey), 'hex')
}

function verify(bytes: Uint8Array, signature: string, author: PublicKey): boolean {
  return crypto.verify(bytes, b4a.from(signature, 'hex'), bytesOf(author))
}

// Identities sign with ed25519, sealing needs x25519: libsodium converts the keys.

/** Null if the key is not a point on the curve. Checked on use, at 50 µs, not for each key of a roster. */
function boxKey(publicKey: Uint8Array): Uint8Array | null {
  const key = b4a.alloc(32)
  try {
    sodium.crypto_sign_ed25519_pk_to_curve25519(key, publicKey)
    return key
  } catch {
    return null // "status: -1"
  }
}

function boxKeyPair({ publicKey, secretKey }: KeyPair): KeyPair | null {
  const key = boxKey(publicKey)
  const secret = b4a.alloc(32)
  sodium.crypto_sign_ed25519_sk_to_curve25519(secret, secretKey)
  return key && { publicKey: key, secretKey: secret }
}
