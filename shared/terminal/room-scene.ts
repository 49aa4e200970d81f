// What the rows below the conversation, and the terminal's title, say about the room.
import { pathInWords } from '../app/shown-path.ts'
import { relayingInWords, remarksOf } from '../chat/output-words.ts'
import type { Participant } from '../chat/participant.ts'
import type { Person } from '../room/messages.ts'
import type { Scene } from './draw/scene.ts'

/** The short key of a room, and what this user calls it, if anything. */
export interface RoomTag {
  key: string
  alias: string | null
}

type RoomScene = Pick<
  Scene,
  'room' | 'remarks' | 'path' | 'relaying' | 'names' | 'away' | 'waiting'
>

/** `participant`: null before there is one. */
export function roomScene(participant: Participant | null, tag: RoomTag): RoomScene {
  const people = participant?.people() ?? []
  const path = participant && participant.paths.of(participant.key)
  const relaying = participant && participant.paths.relaying
  return {
    room: roomTitle(participant, tag) ?? tag.key,
    remarks: participant ? remarksOf(participant.facts) : [],
    path: path && { full: pathInWords(path), short: pathInWords({ ...path, relay: null }) },
    relaying: relaying && {
      full: relayingInWords(relaying),
      short: `relaying ${relaying.pairs}`
    },
    names: namesOf(people.filter(({ isAway }) => !isAway)),
    away: namesOf(people.filter(({ isAway }) => isAway)),
    waiting: participant?.waiting ?? []
  }
}

/**
 * What this user calls the room, or else its host, and always a part of its key: anybody can call a room anything.
 * Null if it has no name.
 */
export function roomTitle(participant: Participant | null, { key, alias }: RoomTag): string | null {
  const name = alias ?? participant?.facts.roomName ?? null
  return name === null ? null : `${name} (${key})`
}

function namesOf(people: Person[]): string[] {
  return people.map(({ name }) => name)
}
