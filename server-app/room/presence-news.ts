// What everybody has been told about who is away, and what is new. Told about once a second: whoever is back by then was
// never away for the others, and many who vanish together make one message. Pure.
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import type { Person, Presence } from '../../shared/room/messages.ts'

export class PresenceNews {
  /** Those of whom everybody has been told that they are away. */
  readonly #told = new Set<PublicKey>()
  readonly #changed = new Set<PublicKey>()

  /** These people as the others know them, for one of them: who is away, by what has been told. */
  asTold(people: Person[], reader: PublicKey): Person[] {
    return people.map((person) => {
      return { ...person, isAway: person.key !== reader && this.#told.has(person.key) }
    })
  }

  /** Some of these people are away, and nobody is here yet to be told. */
  tell(people: Person[]): void {
    for (const { key, isAway } of people) if (isAway) this.#told.add(key)
  }

  /** Somebody is away, or back, or has left. */
  change(key: PublicKey): void {
    this.#changed.add(key)
  }

  /** What is new since the last call. `isAway` of a key: null if its owner has left, which is told by an event. */
  take(isAway: (key: PublicKey) => boolean | null): Pick<Presence, 'away' | 'back'>[] {
    const news = [...this.#changed].flatMap((key) => {
      const is = isAway(key)
      const was = this.#told.has(key)
      if (is === true) this.#told.add(key)
      else this.#told.delete(key)
      return is === null || is === was ? [] : { key, is }
    })
    this.#changed.clear()
    const messages = []
    for (let start = 0; start < news.length; start += LIMITS.presenceKeys) {
      const part = news.slice(start, start + LIMITS.presenceKeys)
      const keysOf = (which: boolean): PublicKey[] =>
        part.filter(({ is }) => is === which).map(({ key }) => key)
      messages.push({ away: keysOf(true), back: keysOf(false) })
    }
    return messages
  }
}
