// Who gives way when more peers behind random NATs come than are punched to at a time: one that does not answer. HyperDHT
// turns away whoever comes next, so that four strangers who say that their NATs are random could keep everybody else out.
// Relies on `_randomPunches` and `listening` of a node, `_holepunches` of its servers, and `randomized` of a Holepuncher.
// None is public: test/shared/network/punch-slots.test.ts fails when an update changes them.
import { LIMITS } from '../base/limits.ts'
import { FIREWALL } from './handshake.ts'
import type { PunchBudget } from './punch-budget.ts'

/** Where a peer says it is, and whether that has been checked: packets go there only then. */
export interface PunchAddress {
  host: string
  verified: boolean
}

interface Puncher {
  /** It has a slot. */
  readonly randomized: boolean
  readonly remoteAddresses: readonly PunchAddress[]
  destroy(): void
}

interface PunchingNode {
  readonly _randomPunches: number
  readonly _randomPunchLimit: number
  readonly listening: Iterable<{ _holepunches: readonly ({ puncher: Puncher | null } | null)[] }>
}

/**
 * Makes room for a punch to one of `addresses`, if either NAT is random and there is none. To be called right before HyperDHT
 * looks whether there is; always true, so that it goes on.
 */
export function makeRoom(
  node: { readonly punches: PunchBudget },
  kinds: readonly number[],
  addresses: readonly PunchAddress[]
): true {
  const { _randomPunches, _randomPunchLimit, listening } = node as unknown as PunchingNode
  if (!kinds.includes(FIREWALL.random) || _randomPunches < _randomPunchLimit) return true
  const turnsOf = (them: readonly PunchAddress[]): number =>
    node.punches.turnsOf(them.find(({ verified }) => verified)?.host ?? '')
  let least = turnsOf(addresses) + LIMITS.randomPunchTurns
  let last: Puncher | null = null
  for (const { _holepunches } of listening) {
    for (const { puncher } of _holepunches.filter((one) => one !== null)) {
      const turns = puncher?.randomized ? turnsOf(puncher.remoteAddresses) : -1
      if (turns < least) continue
      last = puncher
      least = turns + 1
    }
  }
  last?.destroy()
  return true
}
