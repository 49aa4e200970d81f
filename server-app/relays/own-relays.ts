// The relays of a host, named to who cannot reach it without: those it brings along, then the members of its room.
import type { PublicKey } from '../../shared/base/key.ts'
import type { CommonOptions } from '../../shared/app/options.ts'
import type { ListenerOptions } from '../../shared/network/listener.ts'
import type { Node } from '../../shared/network/node.ts'
import { HostRelays } from '../../shared/relay/host-relays.ts'
import { nameRelays } from '../../shared/relay/naming.ts'
import { RelayList } from '../../shared/relay/relay-list.ts'
import type { RoomRelays } from './room-relays.ts'

type Naming = Pick<ListenerOptions, 'naming' | 'onBegun'>

interface Room {
  /** The members who relay. */
  relays: RoomRelays
  isKnown: (key: PublicKey) => boolean
}

/** `room`: for a chat. */
export function namingOf(
  node: Node,
  { relays }: Pick<CommonOptions, 'relays'>,
  room: Room | null = null
): Naming {
  const list = new RelayList(relays)
  node.relays.watchFailures((relay, failure) => {
    list.fail(relay)
    if (failure === 'silent') room?.relays.fail(relay)
    else room?.relays.blame(relay)
  })
  const sources = room ? [list, room.relays] : [list]
  const hostRelays = new HostRelays({ node, sources, ...(room && { isKnown: room.isKnown }) })
  return {
    naming: nameRelays(hostRelays, node.relays.refuse),
    onBegun: (peer) => {
      hostRelays.arrived(peer)
      room?.relays.arrived(peer)
    }
  }
}

/** Whether there may be somebody who does not reach this node directly. There is nothing in between on one machine. */
export function needsRelays({ firewalled, host }: Node): boolean {
  return firewalled && host !== null && !host.startsWith('127.')
}
