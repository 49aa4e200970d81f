// How the members of a room reach its host: reported there, and told to those whom another member relays.
import type { Report } from '../../shared/app/report.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { RecentMap } from '../../shared/base/recent-map.ts'
import type { ShownPath } from '../../shared/app/shown-path.ts'
import { keyOf, shortKey, type PublicKey } from '../../shared/base/key.ts'
import type { Connection, Node } from '../../shared/network/node.ts'
import type { RoomChannel } from '../../shared/room/channel.ts'
import type { Notice, Person } from '../../shared/room/messages.ts'
import { PeerPaths } from '../relays/peer-paths.ts'
import type { RoomRelays } from '../relays/room-relays.ts'
import type { Room } from '../room/room.ts'

export interface MemberPathsOptions {
  room: Pick<Room, 'roster'>
  report: Report
  /** The members who relay for newcomers. */
  roomRelays?: RoomRelays
  /** Knows the paths of connections. */
  node?: Pick<Node, 'pathOf' | 'watchPath'>
  /** The keys of relays the host brings along. */
  relays?: readonly PublicKey[]
}

interface Visit {
  readonly key: PublicKey
}

const NO_NODE = { watchPath: () => {} }

export class MemberPaths {
  readonly #options: MemberPathsOptions
  readonly #paths: PeerPaths<Visit>
  /** What the last connection of each member belongs to: one that silently takes its place goes on with it. */
  readonly #visits = new RecentMap<PublicKey, Visit>(LIMITS.membersWished.most)
  /** Those that are open, the newest last. */
  readonly #open = new Map<Connection, Visit>()

  constructor(options: MemberPathsOptions) {
    this.#options = options
    const { node = NO_NODE, relays: own = [], report } = options
    const nameOf = (relay: PublicKey): string | null => this.#memberWith(relay)?.name ?? null
    this.#paths = new PeerPaths({ node, names: { own, nameOf }, report })
  }

  /** The path to a member: that of its newest connection; null if it has none. */
  of(member: PublicKey): ShownPath | null {
    const visit = [...this.#open.values()].findLast(({ key }) => key === member)
    return visit ? this.#paths.of(visit) : null
  }

  /**
   * A member is in, over this connection; `channel`: null for a plain peer. `isBack`: it was hardly away, which is worth
   * no line.
   */
  entered(connection: Connection, channel: RoomChannel | null, isBack: boolean): void {
    const { report, roomRelays } = this.#options
    const key = keyOf(connection.remotePublicKey)
    const visit = (isBack && this.#visits.get(key)) || { key }
    this.#visits.set(key, visit)
    this.#open.set(connection, visit)
    connection.once('close', () => this.#open.delete(connection))
    this.#paths.follow(visit, connection)
    const way = this.#paths.of(visit)
    const isPlain = channel === null
    if (!isBack) report({ event: 'connected', peer: shortKey(key), isPlain, ...way })
    if (!channel || !roomRelays) return
    const carrier = (): PublicKey | null => this.#carrierOf(connection)
    connection.once('close', roomRelays.add({ channel, owner: key, carrier }))
  }

  /** For its member: whose relay carries a connection; null if that is no member's. */
  relayedBy(connection: Connection): Notice | null {
    const relay = this.#carrierOf(connection)
    const member = relay && this.#memberWith(relay)
    return relay && member ? { kind: 'relayed', relay, member: member.key } : null
  }

  #carrierOf(connection: Connection): PublicKey | null {
    const path = this.#options.node?.pathOf(connection)
    return path?.kind === 'relayed' ? path.relay : null
  }

  /** The member whose relay has this key. */
  #memberWith(relay: PublicKey): Person | undefined {
    const { room, roomRelays } = this.#options
    const owner = roomRelays?.ownerOf(relay)
    return room.roster.find(({ key }) => key === owner)
  }
}
