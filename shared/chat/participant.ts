// A participant in a room, host or member: what commands act on.
import type { RoomEvent } from '../room/events.ts'
import type { Person, RoomFacts } from '../room/messages.ts'
import type { Check } from './check.ts'
import type { Output } from './output.ts'
import type { Invitation } from '../app/report-events.ts'
import type { PublicKey } from '../base/key.ts'
import type { ShownPath } from '../app/shown-path.ts'
import type { Load } from '../relay/carrier.ts'

/** What commands act on: the host's or a member's side of a room. */
export interface Participant {
  readonly key: PublicKey
  say(output: Output): void
  /** Resolves when another text may follow: a script that waits for it never outruns the room. */
  post(text: string): Promise<void>
  rename(name: string): void
  /**
   * Seals a text and sends it to the one person that `who` matches. Resolves as `post` does. Throws Problem when
   * nobody matches.
   */
  whisper(who: string, text: string): Promise<void>
  /** Those here, as far as known: nobody before the welcome, nor with a plain host. */
  people(): Person[]
  /** Those here, once that is known. Throws Problem where it never will be. */
  roster(): Promise<Person[]>
  readonly facts: RoomFacts
  readonly paths: Paths
  /** The texts, in order, that the host has not confirmed yet. */
  readonly waiting: readonly string[]
  /** The newest `count` posts that `isWanted`, oldest first, once missed events have arrived. */
  find(count: number, isWanted: (text: string) => boolean): Promise<RoomEvent[]>
  /** What to give to somebody who is to join. A host makes new words. */
  invite(): Promise<Invitation>
  /** The words to compare by voice with the one person that `who` matches. Throws Problem when there are none. */
  check(who: string): Promise<Check>
  /** The last `count` posts before the first one shown so far, oldest first. */
  earlier(count: number): Promise<RoomEvent[]>
  quit(): void
  /** Null on members. */
  readonly moderation: Moderation | null
}

/** How people reach the host. */
export interface Paths {
  /** The path between the host and the owner of a key, if it is known here. */
  of(key: PublicKey): ShownPath | null
  /** What this participant carries for others in the room; null for nothing. */
  readonly relaying: Load | null
}

export const NO_PATHS: Paths = { of: () => null, relaying: null }

/** What only the host can do. `who` is a name, a short key or a key; throws Problem when that matches nobody. */
export interface Moderation {
  kick(who: string): void
  ban(who: string): void
  unban(who: string): void
  allow(who: string): void
  deny(who: string): void
}
