// Who is in a room, as a member knows it: by its welcome, by the events since, and by who is away. Pure.
import type { PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import type { RoomEvent } from './events.ts'
import type { Person, Presence } from './messages.ts'

export class Roster {
  readonly #people = new Map<PublicKey, Person>()
  /**
   * Who is away, since which event. Events may arrive late, but this does not wait for them: it can be about
   * somebody whose join is still to come, and must outlast the leave of an earlier visit.
   */
  readonly #away = new Map<PublicKey, number>()

  get people(): Person[] {
    return [...this.#people.values()]
  }

  find(key: PublicKey): Person | null {
    return this.#people.get(key) ?? null
  }

  /** Starts again with these people, as of event `seq`. */
  reset(people: Person[], seq: number): void {
    this.#people.clear()
    this.#away.clear()
    for (const person of people) {
      this.#people.set(person.key, person)
      if (person.isAway) this.#away.set(person.key, seq)
    }
  }

  /** Follows a live event. False when that would be one person too many. */
  follow(event: RoomEvent): boolean {
    const { author: key, name } = event
    const person = this.find(key)
    if (event.type === 'leave') {
      this.#people.delete(key)
      if (!this.#isAwaySince(key, event.seq)) this.#away.delete(key)
    } else if (event.type === 'join') {
      const isAway = this.#isAwaySince(key, event.seq)
      if (!person && this.#people.size >= LIMITS.membersWished.most) return false
      this.#people.set(key, { key, name, isPlain: event.isPlain, isAway })
    } else if (event.type === 'rename' && person) {
      this.#people.set(key, { ...person, name })
    }
    return true
  }

  /** Some are away, others back. Returns those here of whom that is new. */
  note({ seq, away, back }: Presence): Person[] {
    for (const key of back) this.#away.delete(key)
    for (const key of away) {
      // A host can make up any number of keys.
      if (this.#away.size < LIMITS.membersWished.most) this.#away.set(key, seq)
    }
    return [...this.#change(away, true), ...this.#change(back, false)]
  }

  #change(keys: PublicKey[], isAway: boolean): Person[] {
    return keys.flatMap((key) => {
      const person = this.find(key)
      if (!person || person.isAway === isAway) return []
      const changed = { ...person, isAway }
      this.#people.set(key, changed)
      return changed
    })
  }

  #isAwaySince(key: PublicKey, seq: number): boolean {
    return (this.#away.get(key) ?? 0) >= seq
  }
}
