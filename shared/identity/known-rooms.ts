// The rooms this user knows: what the user calls them (aliases), what their hosts call them, and when the user was
// last there. One JSON object a line, in the storage folder: all identities share them.
import path from '#path'
import { isKey, type PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import { parseObject } from '../network/wire.ts'
import { isTime } from '../room/fields.ts'
import { lookalikeKey } from '../room/lookalikes.ts'
import { readRoomName } from '../room/names.ts'
import { replaceFile } from './atomic-file.ts'
import { makeFolder, refuseOpenStorage } from './folder.ts'
import { readText } from './plain-file.ts'

const FILE = 'rooms'
/** A key, a time, and two names of the longest kind. */
const LINE_BYTES = 1024

export interface KnownRoom {
  /** The host's public key. */
  key: PublicKey
  /** What the user calls it; null for nothing. */
  alias: string | null
  /** What its host calls it. */
  name: string | null
  /** In milliseconds since 1970; null if never. */
  lastThere: number | null
}

export class KnownRooms {
  readonly #storage: string
  readonly #file: string

  /** `storage`: the folder of all identities. It may not exist yet. */
  constructor(storage: string) {
    this.#storage = storage
    this.#file = path.join(storage, FILE)
  }

  /**
   * All of them, the last one visited first. Lines that make no sense are left out. Throws STORAGE_UNREADABLE, or
   * STORAGE_EXPOSED when others could have written them.
   */
  list(): KnownRoom[] {
    refuseOpenStorage(this.#storage)
    const lines = readText(this.#file, 2 * LIMITS.knownRooms * LINE_BYTES)?.split('\n') ?? []
    const rooms = new Map<PublicKey, KnownRoom>()
    const aliases = new Set<string>()
    for (const room of lines.flatMap(readRoom).slice(0, LIMITS.knownRooms)) {
      const look = room.alias === null ? null : lookalikeKey(room.alias)
      const isTaken = look !== null && aliases.has(look)
      if (look !== null) aliases.add(look)
      if (!rooms.has(room.key)) rooms.set(room.key, isTaken ? { ...room, alias: null } : room)
    }
    return [...rooms.values()].sort((one, other) => (other.lastThere ?? 0) - (one.lastThere ?? 0))
  }

  /** The room with that key. */
  withKey(key: PublicKey): KnownRoom | null {
    return this.list().find((room) => room.key === key) ?? null
  }

  /** The room that the user calls that, or something that looks like it. */
  called(alias: string): KnownRoom | null {
    const look = lookalikeKey(alias)
    const isIt = (room: KnownRoom): boolean =>
      room.alias !== null && lookalikeKey(room.alias) === look
    return this.list().find(isIt) ?? null
  }

  /** From now on the user calls the room that, unless another one is called so: that is returned. Throws STORAGE_*. */
  setAlias(key: PublicKey, alias: string): KnownRoom | null {
    const other = this.called(alias)
    if (other !== null && other.key !== key) return other
    this.#change(key, { alias })
    return null
  }

  /** The user calls no room that any longer. Returns the one that was called so. Throws STORAGE_*. */
  forget(alias: string): KnownRoom | null {
    const room = this.called(alias)
    if (room !== null) this.#change(room.key, { alias: null })
    return room
  }

  /** The user is there at `time`. `name`: what its host calls it; null if that is not known. Throws STORAGE_*. */
  visit(key: PublicKey, name: string | null, time: number): void {
    this.#change(key, { lastThere: time, ...(name === null ? {} : { name }) })
  }

  #change(key: PublicKey, changes: Partial<KnownRoom>): void {
    const rooms = this.list()
    const known = rooms.find((room) => room.key === key)
    const changed = { key, alias: null, name: null, lastThere: null, ...known, ...changes }
    const others = rooms.filter((room) => room !== known)
    // Those with an alias are kept the longest.
    const all = [changed, ...others.filter(hasAlias), ...others.filter((room) => !hasAlias(room))]
    const lines = all.slice(0, LIMITS.knownRooms).map((room) => `${JSON.stringify(room)}\n`)
    makeFolder(this.#storage)
    replaceFile(this.#file, lines.join(''))
  }
}

function hasAlias({ alias }: KnownRoom): boolean {
  return alias !== null
}

function readRoom(line: string): KnownRoom[] {
  const { key, alias, name, lastThere } = parseObject(line) ?? {}
  if (!isKey(key)) return []
  const time = isTime(lastThere) ? lastThere : null
  return [{ key, alias: readRoomName(alias), name: readRoomName(name), lastThere: time }]
}
