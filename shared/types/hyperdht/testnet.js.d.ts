import type HyperDHT from 'hyperdht'
import type { NodeAddress, NodeOptions } from 'hyperdht'

export interface Testnet {
  readonly nodes: HyperDHT[]
  readonly bootstrap: NodeAddress[]
  createNode(options?: NodeOptions): HyperDHT
  destroy(): Promise<void>
}

export default function createTestnet(
  size?: number,
  options?: {
    host?: string
    teardown?: (callback: () => unknown, options?: { order?: number }) => void
  }
): Promise<Testnet>
