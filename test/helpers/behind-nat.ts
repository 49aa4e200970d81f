// A node that never learns that nothing is in between on one machine, which HyperDHT finds out after a while: from then on it
// connects directly, whatever is blocked.
import type { Node } from '../../shared/network/node.ts'

export function behindNat(node: Node): Node {
  return Object.assign(node, { remoteAddress: () => null })
}
