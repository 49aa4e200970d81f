// The words between a host and its members about relaying for newcomers that have no direct path to the host.
import { isKey, type PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import type { Json } from '../network/wire.ts'

export type RelayWord =
  /** The host would like this member to relay. */
  | { kind: 'wanted' }
  /** The member relays on this key, or no longer: null. `isOpen`: everybody reaches it without punching. */
  | { kind: 'offer'; key: PublicKey | null; isOpen: boolean }
  /** The host will send the owner of this key, whom it lets in, to meet it there. */
  | { kind: 'vouch'; key: PublicKey }
  /** Relays (keys) that are ready for this member if the one that carries its connection goes; those told before are not. */
  | { kind: 'stand-by'; keys: PublicKey[] }
  /** The relay that carries this member's connection is about to go. */
  | { kind: 'move' }

export function readRelayWord(message: Json | null): RelayWord | null {
  const { kind, key, keys, isOpen } = message ?? {}
  switch (kind) {
    case 'wanted':
      return { kind }
    case 'offer':
      return key === null || isKey(key) ? { kind, key, isOpen: isOpen === true } : null
    case 'vouch':
      return isKey(key) ? { kind, key } : null
    case 'stand-by':
      return areStandBys(keys) ? { kind, keys } : null
    case 'move':
      return { kind }
    default:
      return null
  }
}

function areStandBys(value: unknown): value is PublicKey[] {
  return Array.isArray(value) && value.length <= LIMITS.standBys && value.every(isKey)
}
