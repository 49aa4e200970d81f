// What a link to the host needs.
import type { Clock } from '../../shared/base/clock.ts'
import type { PublicKey } from '../../shared/base/key.ts'
import type { KeyPair } from '../../shared/identity/keypair.ts'
import type { Node } from '../../shared/network/node.ts'
import type { Traffic } from '../../shared/network/traffic.ts'

export interface LinkOptions {
  node: Node
  hostKey: PublicKey
  keyPair: KeyPair
  /** The limits of a connection until it is known what the host is. */
  traffic: Traffic
  /** The keys of relays to meet at where there is no direct path. */
  relays?: readonly PublicKey[]
  /** Time limit for being admitted; null for no limit. */
  timeoutMs: number | null
  /** Try again while the host is offline, unreachable, busy or full. */
  waits: boolean
  /** A host that is online but does not answer may be private: keep dialling until it admits us. */
  knocks: boolean
  /** How long to try to get back to a host that had admitted us: 0 for not at all, Infinity for ever. */
  reconnectMs: number
  clock?: Clock
}
