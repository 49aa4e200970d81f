// One member of a room, as the host knows it. Pure.
import type { PublicKey } from '../../shared/base/key.ts'
import type { TokenBucket } from '../../shared/base/token-bucket.ts'
import type { Seat } from './audience.ts'

export interface Member {
  /** The public key. */
  readonly key: PublicKey
  readonly isPlain: boolean
  name: string
  /** Its connections, each with the instance that its hello named. */
  readonly seats: Map<Seat, string | null>
  readonly rateLimit: TokenBucket
  /** May read everything after this event. Null until the first welcome. */
  since: number | null
  /** When its last connection was lost, on the monotonic clock; null while there is one. */
  awaySince: number | null
}

/** The connection of this instance. */
export function seatOf({ seats }: Member, instance: string | null): Seat | undefined {
  if (instance === null) return undefined
  return [...seats.keys()].find((seat) => seats.get(seat) === instance)
}

/** Those away among `members`, the longest first. */
export function awayFirst<Absent extends Pick<Member, 'awaySince'>>(
  members: Iterable<Absent>
): Absent[] {
  const away = [...members].filter(({ awaySince }) => awaySince !== null)
  return away.sort((one, other) => (one.awaySince ?? 0) - (other.awaySince ?? 0))
}
