// What kind of NAT we are behind, by where several DHT nodes see us. Pure.
import type { NodeAddress } from 'hyperdht'
import type { NatKind } from './facts.ts'

const FEWEST = 2

/** `seen` has one address for each node, as that node saw us from the same socket. */
export function natKindOf(seen: readonly NodeAddress[], isFirewalled: boolean): NatKind {
  if (seen.length === 0) return 'none'
  if (!isFirewalled) return 'open'
  if (seen.length < FEWEST) return 'unknown'
  const counts = new Map<string, number>()
  for (const { host, port } of seen) {
    const address = `${host}:${port}`
    counts.set(address, (counts.get(address) ?? 0) + 1)
  }
  // One may lie, or have come through just when the NAT changed its mind.
  return Math.max(...counts.values()) > seen.length / 2 ? 'consistent' : 'random'
}
