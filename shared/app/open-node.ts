// The DHT node of an app, with what the identity knows of the network from earlier runs.
import { Timer } from '../base/clock.ts'
import type { PublicKey } from '../base/key.ts'
import type { KeyPair } from '../identity/keypair.ts'
import { NetworkFile } from '../identity/network-file.ts'
import { createNode, type Node } from '../network/node.ts'
import { punchWithinLimits } from '../network/punching.ts'
import { onShutdown } from './exit.ts'
import type { CommonOptions } from './options.ts'
import { networkOf } from './runtime.ts'

/** How often what is known is saved, besides at the end: a killed process should leave something, too. */
const SAVE_MS = 60_000

export interface OpenNode {
  /** To be destroyed by the caller. */
  node: Node
  /** Uses what is known of this host, and keeps what the node learns of it. */
  remember: (hostKey: PublicKey) => void
}

/** `keyPair` is what relays know the node by. */
export function openNode(
  options: Pick<CommonOptions, 'folder' | 'bootstrap'>,
  keyPair: KeyPair
): OpenNode {
  const network = networkOf(options)
  const file = new NetworkFile({ folder: options.folder, bootstrap: network.bootstrap })
  const node = createNode({ ...network, known: file.nodes })
  node.defaultKeyPair = keyPair
  punchWithinLimits(node)
  let hostKey: PublicKey | null = null
  const save = (): void => {
    const host = hostKey && { key: hostKey, relays: node.relaysOf(hostKey) }
    file.save(node.toArray(), host)
  }
  keepSaving(save)
  return {
    node,
    remember: (key) => {
      hostKey = key
      node.setRelays(key, file.relaysOf(key))
    }
  }
}

function keepSaving(save: () => void): void {
  let due: Timer | null = null
  const wait = (): void => {
    due = new Timer(SAVE_MS, () => {
      save()
      wait()
    })
  }
  wait()
  onShutdown(() => {
    due?.cancel()
    save()
  })
}
