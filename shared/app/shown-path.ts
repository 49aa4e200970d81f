// The path of a connection as people and scripts see it, and its words. Pure.
import { shortKey, type PublicKey } from '../base/key.ts'
import type { Path } from '../network/path.ts'

/** Fields of JSON records. */
export interface ShownPath {
  path: Path['kind']
  /** Who carries it; null unless it is relayed. */
  relay: ShownRelay | null
}

export interface ShownRelay {
  key: PublicKey
  /** Of the member of the room whose relay it is; null for none, undefined (none in JSON) before that is known. */
  name: string | null | undefined
  /** One of --relay, or of the file `relays`. */
  isOwn: boolean
}

/** What is known of relays. */
export interface RelayNames {
  /** The keys of those one has brought along. */
  own: readonly PublicKey[]
  /** The name of the member of the room whose relay has this key, as in `ShownRelay`. */
  nameOf?: (relay: PublicKey) => string | null | undefined
}

/** Before anything else is known. */
export const DIRECT: ShownPath = { path: 'direct', relay: null }

export function showPath(path: Path, { own, nameOf = () => null }: RelayNames): ShownPath {
  if (path.kind !== 'relayed') return { path: path.kind, relay: null }
  const { relay: key } = path
  return { path: path.kind, relay: { key, name: nameOf(key), isOwn: own.includes(key) } }
}

export function isSamePath(one: ShownPath, other: ShownPath): boolean {
  return (
    one.path === other.path &&
    one.relay?.key === other.relay?.key &&
    one.relay?.name === other.relay?.name
  )
}

/** Whether more will soon be known of who carries it. */
export function isNameDue({ relay }: ShownPath): boolean {
  return relay !== null && relay.name === undefined
}

/** `direct`, `LAN` or as in `relayed via ben`. */
export function pathInWords({ path, relay }: ShownPath): string {
  if (relay === null) return path === 'lan' ? 'LAN' : path
  return `relayed via ${relay.name ?? (relay.isOwn ? 'your relay' : shortKey(relay.key))}`
}
