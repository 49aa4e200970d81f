// What the user calls rooms, on the command line. Loaded only for those who do.
import { ChatError } from '../base/errors.ts'
import type { PublicKey } from '../base/key.ts'
import { jsonLine, quote } from '../base/text.ts'
import { KnownRooms, type KnownRoom } from '../identity/known-rooms.ts'
import { checkRoomName } from '../room/names.ts'
import { commandFor } from './own-command.ts'

/** The key of the room that the user calls `alias`; null if there is none. Throws STORAGE_*. */
export function keyCalled(alias: string, storage: string): PublicKey | null {
  return new KnownRooms(storage).called(alias)?.key ?? null
}

/** Remembers what the user calls the room `key`. Throws ALIAS_TAKEN, STORAGE_*. */
export function keepAlias(storage: string, key: PublicKey, alias: string): void {
  const other = new KnownRooms(storage).setAlias(key, alias)
  if (other === null) return
  const values = {
    alias: quote(alias),
    key: other.key,
    own: other.alias ?? '',
    command: commandFor('client-app')
  }
  throw new ChatError('ALIAS_TAKEN', { values })
}

/** Why nothing can be joined by that name; null if it is no name at all. */
export function unknownAlias(alias: string, storage: string): ChatError | null {
  if (!('name' in checkRoomName(alias))) return null
  const namesake = new KnownRooms(storage).list().find(({ name }) => name === alias)
  const hint = namesake
    ? `. The host ${namesake.key} calls its room that, as any host could. To call it that too: ` +
      `${commandFor('client-app')} ${namesake.key} --as ${alias}`
    : '. A key is 64 hex digits or 52 z-base-32 letters, and the host prints its own'
  return new ChatError('ALIAS_UNKNOWN', { values: { alias: quote(alias), hint } })
}

/** Forgets an alias, and says so. Throws ALIAS_UNKNOWN, STORAGE_*. */
export function forgetAlias(alias: string, storage: string): string {
  const room = new KnownRooms(storage).forget(alias)
  if (room !== null) return `${quote(alias)} is no longer the name of ${room.key}\n`
  const hint = `. ${commandFor('client-app')} --rooms lists them`
  throw new ChatError('ALIAS_UNKNOWN', { values: { alias: quote(alias), hint } })
}

/** The list of known rooms, for people or as JSON, one a line; null for none. Throws STORAGE_*. */
export function roomList(storage: string, isJson: boolean): string | null {
  const rooms = new KnownRooms(storage).list()
  if (isJson) return rooms.map((room) => jsonLine({ event: 'known-room', ...room })).join('')
  if (rooms.length === 0) return null
  const more = `Join one with: ${commandFor('client-app')} <alias or key>; --as <name> gives it an alias`
  return `${rooms.map(inWords).join('')}${more}\n`
}

function inWords({ key, alias, name, lastThere }: KnownRoom): string {
  const facts = [
    alias ?? '(no alias)',
    ...(name === null ? [] : [`called ${name} by its host`]),
    lastThere === null ? 'never there' : `last there ${dateOf(lastThere)}`
  ]
  return `${facts.join(', ')}\n  ${key}\n`
}

/** Local, `2026-11-24 14:05`. */
function dateOf(time: number): string {
  const date = new Date(time)
  const two = (number: number): string => String(number).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}
