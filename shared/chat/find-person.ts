// Whom a participant means by a name, a short key or a key.
import type { Person } from '../room/messages.ts'
import { quote, visible } from '../base/text.ts'

/** Why a command failed, as a sentence for whoever gave it. */
export class Problem extends Error {
  constructor(sentence: string) {
    super(visible(sentence))
  }
}

/** The recipient of a whisper to `who`. Throws Problem for nobody, for several, or for a plain peer. */
export function whisperTarget(who: string, people: Person[]): Person {
  const person = onlyOne(who, people)
  if (person.isPlain) {
    throw new Problem(`${person.name} is a plain peer, and cannot read whispers`)
  }
  return person
}

/** Why nothing can be sealed for somebody: their key is made up, so nobody has its secret key. */
export function noKeyOf({ name }: Person): string {
  return `The key of ${name} is not a valid public key: nobody could read a whisper to it`
}

/** The one person that a name, a short key or a key matches. Throws Problem for none or several. */
export function onlyOne(who: string, people: Person[]): Person {
  const named = people.filter(({ name }) => name === who)
  const matches =
    named.length > 0
      ? named
      : people.filter(({ key }) => who.length >= 8 && key.startsWith(who.toLowerCase()))
  const [person, ...others] = matches
  if (!person) throw new Problem(`Nobody here matches ${quote(who)}. /who lists everybody`)
  if (others.length > 0)
    throw new Problem(`${quote(who)} matches several people: give more digits of the key`)
  return person
}
