// Counts joins and leaves of people who have not spoken recently, in one line. Pure.
import type { PublicKey } from '../base/key.ts'
import { eventEntry } from './entries.ts'
import type { Entry } from './draw/styled-text.ts'

/** How many are named. */
const NAMED = 3
/** How many are told apart: a bot that joins with one key after another must not fill the memory. */
const MOST_PEOPLE = 1000

export class PresenceSummary {
  readonly #joined = new Map<PublicKey, string>()
  readonly #left = new Map<PublicKey, string>()
  #time = 0

  add(type: 'join' | 'leave', { author, name, time }: Presence): void {
    const people = type === 'join' ? this.#joined : this.#left
    if (people.size < MOST_PEOPLE || people.has(author)) people.set(author, name)
    this.#time = time
  }

  /** The summary so far; null for none. */
  get entry(): Entry | null {
    const parts = [inWords('joined', this.#joined), inWords('left', this.#left)]
    const text = parts.filter((part) => part !== '').join(' · ')
    return text === '' ? null : eventEntry(this.#time, text)
  }

  clear(): void {
    this.#joined.clear()
    this.#left.clear()
  }
}

export interface Presence {
  author: PublicKey
  name: string
  time: number
}

function inWords(what: string, people: Map<PublicKey, string>): string {
  if (people.size === 0) return ''
  const names = [...people.values()].slice(0, NAMED).join(', ')
  if (people.size === 1) return `${names} ${what}`
  const more = people.size > NAMED ? ` and ${people.size - NAMED} more` : ''
  const atLeast = people.size < MOST_PEOPLE ? '' : 'at least '
  return `${atLeast}${people.size} ${what}: ${names}${more}`
}
