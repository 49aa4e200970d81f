// Who says what: posts are signed by their author, whispers signed and sealed for one reader. Pure.
import type { KeyPair } from 'hyperdht'
import { b4a, crypto, sodium } from '../base/packages.ts'
import { parseObject } from '../network/wire.ts'
import { isRawText, isSignature, isText } from './fields.ts'
import type { Post } from './events.ts'

// What is signed starts with what it is for, so that no signature is good for anything else.
const POST = b4a.from('hyperdht-chat/room/1 post\n')
const WHISPER = b4a.from('hyperdht-chat/room/1 whisper\n')

/** A post to the room `roomKey`, signed over (room key, id, text): a new one, or one that is sent again. */
export function signPost(
  text: string,
  roomKey: Uint8Array,
  author: KeyPair,
  id: string = newId()
): Post {
  const signature = sign(signedBytes(POST, [roomKey], id, text), author)
  return { id, text, signature }
}

/** Whether `author` (hex) has signed this very text, with this id, for this room. */
export function isGenuine(post: Post, roomKey: Uint8Array, author: string): boolean {
  if (post.signature === null) return false
  return verify(signedBytes(POST, [roomKey], post.id, post.text), post.signature, author)
}

export interface SealedWhisper {
  id: string
  /** Hex. Only `to` can open it, and the host is not `to`. */
  sealed: string
}

/** A text for `to` (hex) alone: signed by its author, and sealed with libsodium's crypto_box_seal. */
export function sealWhisper(
  text: string,
  to: string,
  roomKey: Uint8Array,
  author: KeyPair,
  id: string = newId()
): SealedWhisper {
  const reader = b4a.from(to, 'hex')
  const signature = sign(signedBytes(WHISPER, [roomKey, reader], id, text), author)
  const sealed = crypto.encrypt(b4a.from(JSON.stringify({ text, signature })), boxKey(reader))
  return { id, sealed: b4a.toString(sealed, 'hex') }
}

/**
 * Opens a whisper to `reader`: its text, clean and signed by `author` (hex), or why it is dropped. What does not
 * open, or is not signed, is forged; a text that is not clean makes no sense.
 */
export function openWhisper(
  { id, sealed }: SealedWhisper,
  author: string,
  roomKey: Uint8Array,
  reader: KeyPair
): { text: string } | { dropped: 'forged' | 'unreadable' } {
  const opened = crypto.decrypt(b4a.from(sealed, 'hex'), boxKeyPair(reader))
  const fields = opened && parseObject(b4a.toString(opened, 'utf8'))
  const { text, signature } = fields ?? {}
  if (!isRawText(text) || !isSignature(signature)) return { dropped: 'forged' }
  const bytes = signedBytes(WHISPER, [roomKey, reader.publicKey], id, text)
  if (!verify(bytes, signature, author)) return { dropped: 'forged' }
  return isText(text) ? { text } : { dropped: 'unreadable' }
}

/** 16 random bytes in hex. */
export function newId(): string {
  return b4a.toString(crypto.randomBytes(16), 'hex')
}

/** All but the text have a fixed length, so that nothing can pass for something else. */
function signedBytes(
  purpose: Uint8Array,
  keys: Uint8Array[],
  id: string,
  text: string
): Uint8Array {
  return b4a.concat([purpose, ...keys, b4a.from(id, 'hex'), b4a.from(text)])
}

function sign(bytes: Uint8Array, { secretKey }: KeyPair): string {
  return b4a.toString(crypto.sign(bytes, secretKey), 'hex')
}

function verify(bytes: Uint8Array, signature: string, author: string): boolean {
  return crypto.verify(bytes, b4a.from(signature, 'hex'), b4a.from(author, 'hex'))
}

// Identities sign (ed25519), sealing takes x25519: libsodium turns the one into the other.
function boxKey(publicKey: Uint8Array): Uint8Array {
  const key = b4a.alloc(32)
  sodium.crypto_sign_ed25519_pk_to_curve25519(key, publicKey)
  return key
}

function boxKeyPair({ publicKey, secretKey }: KeyPair): KeyPair {
  const secret = b4a.alloc(32)
  sodium.crypto_sign_ed25519_sk_to_curve25519(secret, secretKey)
  return { publicKey: boxKey(publicKey), secretKey: secret }
}
