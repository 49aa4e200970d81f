// What a chat tells its user or script. JSON output prints these objects unchanged.
import type { PublicKey } from '../base/key.ts'
import type { Check } from './check.ts'
import type { RoomEvent } from '../room/events.ts'
import type { Person, RoomFacts } from '../room/messages.ts'
import type { Drop } from '../room/drops.ts'
import type { Invitation } from '../app/report-events.ts'
import type { ShownPath } from '../app/shown-path.ts'
import type { Load } from '../relay/carrier.ts'

export type Output =
  /** `isReturn`: what was missed follows, and then `returned`. */
  | (Here & { event: 'welcome'; isReturn: boolean } & RoomFacts)
  /**
   * All that was missed has come: posts of others in `seconds` (null: unknown), some of them before the newest
   * LIMITS.shownMissed.
   */
  | { event: 'returned'; seconds: number | null; missed: number; earlier: number }
  /** `isHistory`: from before this member joined. `isOwn`: by this identity. */
  | (EventFields & { isHistory: boolean; isOwn: boolean })
  /** Somebody's connection is lost, or restored within the time their place is kept. */
  | { event: 'presence'; author: PublicKey; name: string; isAway: boolean }
  /** `signedAt`: by its author's clock. */
  | {
      event: 'whisper'
      id: string
      author: PublicKey
      name: string
      text: string
      signedAt: number
    }
  | { event: 'whispered'; id: string; to: string; text: string }
  /** A line from a plain host, or one sent to it. */
  | { event: 'line'; text: string; isOwn: boolean }
  /** `relaying`: what this member carries for others. */
  | ({ event: 'roster'; people: Listed[]; relaying: Load | null } & RoomFacts)
  /** The transcript can no longer be written: what follows is lost when the host exits. */
  | { event: 'unkept'; reason: string | null }
  /** After that: the transcript has everything again. */
  | { event: 'kept' }
  | { event: 'found'; events: EventFields[] }
  | { event: 'help'; lines: string[] }
  | ({ event: 'invite' } & Invitation)
  | ({ event: 'check' } & Check)
  /** Hosts: somebody has used the words of an invite. `name` is what they ask to be called. */
  | { event: 'invited'; key: PublicKey; name: string | null }
  | { event: 'knock'; key: PublicKey }
  /** The number of knocks besides those reported one by one. */
  | { event: 'knocks'; count: number }
  | { event: 'listed'; list: 'allowed' | 'banned'; key: PublicKey; isListed: boolean }
  | ({ event: 'dropped' } & Drop)
  /** A request that cannot be carried out. */
  | { event: 'problem'; text: string }

/** With the path between the host and them; `path` is null if it is not known. */
export type Listed = Person & (ShownPath | { path: null; relay: null })

interface Here {
  room: PublicKey
  you: PublicKey
  name: string
  roster: Person[]
}

/** An event of the room with its type as `event`. */
export type EventFields = RoomEvent extends infer Event
  ? Event extends RoomEvent
    ? Omit<Event, 'type'> & { event: Event['type'] }
    : never
  : never

/** An event's fields in the shape that all outputs share. */
export function eventFields({ type, ...fields }: RoomEvent): EventFields {
  return { event: type, ...fields } as EventFields
}
