import type { NodeAddress, Reply } from 'hyperdht'

/** Learns what becomes of pings: of an answer, or of the address that gave none. */
export interface PingWatcher {
  onAnswered?: (reply: Reply) => void
  onFailed?: (address: NodeAddress) => void
}
