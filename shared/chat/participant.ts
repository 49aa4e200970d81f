// A place in a room: what commands work on, the host's or a member's.
import type { RoomEvent } from '../room/events.ts'
import type { Person, RoomFacts } from '../room/messages.ts'
import type { Output } from './output.ts'
import { quote, visible } from '../base/text.ts'

/** What the commands work on: a place in the room, the host's or a member's. */
export interface Participant {
  readonly key: string
  say(output: Output): void
  /** Resolves when another text may follow: a script that waits for it is never faster than the room. */
  post(text: string): Promise<void>
  rename(name: string): void
  /**
   * Seals and sends a text to the one person that `who` means. Resolves as `post` does. Throws Problem when there
   * is nobody like that.
   */
  whisper(who: string, text: string): Promise<void>
  /** Who is here as far as is known: nobody before the welcome, nor with a plain host. */
  people(): Person[]
  /** Who is here, once that is known. Throws Problem where it never is. */
  roster(): Promise<Person[]>
  readonly facts: RoomFacts
  /** The texts, in their order, that the host does not have yet. */
  readonly waiting: readonly string[]
  /** Posts that `isWanted`, oldest first, the newest `count` of them, once what was missed has come. */
  find(count: number, isWanted: (text: string) => boolean): Promise<RoomEvent[]>
  quit(): void
  /** Null for everybody but the host. */
  readonly moderation: Moderation | null
}

/** What only the host can do. `who` is a name, a short key or a key; it throws what to say otherwise. */
export interface Moderation {
  kick(who: string): void
  ban(who: string): void
  unban(who: string): void
  allow(who: string): void
  deny(who: string): void
}

/** What a command cannot do, as a sentence for whoever gave it. */
export class Problem extends Error {
  constructor(sentence: string) {
    super(visible(sentence))
  }
}

/** Whom a whisper to `who` is for. Throws Problem for nobody, several, or somebody who could not open it. */
export function whisperTarget(who: string, people: Person[]): Person {
  const person = onlyOne(who, people)
  if (person.isPlain) {
    throw new Problem(`${person.name} is a plain peer, and cannot read whispers`)
  }
  return person
}

/** Why nothing can be sealed for somebody: whoever made up the key, nobody has the other half of it. */
export function noKeyOf({ name }: Person): string {
  return `The key of ${name} is none: a whisper to it could be read by nobody`
}

/** The one person that a name, a short key or a key means. Throws Problem for none or several. */
export function onlyOne(who: string, people: Person[]): Person {
  const named = people.filter(({ name }) => name === who)
  const matches =
    named.length > 0
      ? named
      : people.filter(({ key }) => who.length >= 8 && key.startsWith(who.toLowerCase()))
  const [person, ...others] = matches
  if (!person) throw new Problem(`Nobody here is called ${quote(who)}. /who lists everybody`)
  if (others.length > 0)
    throw new Problem(`${quote(who)} could be several people: give more of the key`)
  return person
}
