// Whispers to keys known to be valid.
import type { KeyPair } from 'hyperdht'
import type { PublicKey } from '../../shared/base/key.ts'
import { sealWhisper, type SealedWhisper, type Stamp } from '../../shared/room/signing.ts'

/** Seals `text` for `to`. */
export function seal(
  text: string,
  to: PublicKey,
  roomKey: PublicKey,
  author: KeyPair,
  stamp: Stamp = {}
): SealedWhisper {
  const sealed = sealWhisper(text, to, { roomKey, author, ...stamp })
  if (sealed === null) throw new Error(`${to} is no public key`)
  return sealed
}
