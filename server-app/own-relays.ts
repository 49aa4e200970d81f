// The relays that a host brings along, named to who cannot reach it without.
import type { CommonOptions } from '../shared/app/options.ts'
import type { ListenerOptions } from '../shared/network/listener.ts'
import type { Node } from '../shared/network/node.ts'
import { HostRelays } from '../shared/relay/host-relays.ts'
import { nameRelays } from '../shared/relay/naming.ts'
import { RelayList } from '../shared/relay/relay-list.ts'

export function ownRelays(
  node: Node,
  { relays }: Pick<CommonOptions, 'relays'>
): Pick<ListenerOptions, 'naming' | 'onBegun'> {
  const list = new RelayList(relays)
  node.relays.watchFailures((relay) => list.fail(relay))
  const hostRelays = new HostRelays({ node, sources: [list] })
  return {
    naming: nameRelays(hostRelays, node.relays.refuse),
    onBegun: (peer) => hostRelays.arrived(peer)
  }
}
