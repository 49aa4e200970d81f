// Joins and leaves of people nobody has heard of lately, counted in one line. Pure.
import { eventEntry } from './entries.ts'
import type { Entry } from './draw/styled-text.ts'

/** As many are named. */
const NAMED = 3
/** So many are known apart; a bot that joins with one key after another is not to fill the memory. */
const MOST_PEOPLE = 1000

export class PresenceSummary {
  readonly #joined = new Map<string, string>()
  readonly #left = new Map<string, string>()
  #time = 0

  add(type: 'join' | 'leave', { author, name, time }: Presence): void {
    const people = type === 'join' ? this.#joined : this.#left
    if (people.size < MOST_PEOPLE || people.has(author)) people.set(author, name)
    this.#time = time
  }

  /** The line so far; null for none. */
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
  author: string
  name: string
  time: number
}

function inWords(what: string, people: Map<string, string>): string {
  if (people.size === 0) return ''
  const names = [...people.values()].slice(0, NAMED).join(', ')
  if (people.size === 1) return `${names} ${what}`
  const more = people.size > NAMED ? ` and ${people.size - NAMED} more` : ''
  const atLeast = people.size < MOST_PEOPLE ? '' : 'at least '
  return `${atLeast}${people.size} ${what}: ${names}${more}`
}
