// Tab completion of commands and names. Pure.
import type { PublicKey } from '../../base/key.ts'
import { insert, type Line } from './line.ts'

export interface Vocabulary {
  /** Without the `/`. */
  commands: readonly string[]
  /** Of those here, the last to speak first. */
  names: readonly string[]
}

export interface PersonHere {
  key: PublicKey
  name: string
}

/** Names, the last speaker's first; `speakers` are public keys in that order. */
export function namesByRecency(people: PersonHere[], speakers: readonly PublicKey[]): string[] {
  const rank = new Map(speakers.map((key, index) => [key, index]))
  const rankOf = ({ key }: PersonHere): number => rank.get(key) ?? speakers.length
  return [...people].sort((one, other) => rankOf(one) - rankOf(other)).map(({ name }) => name)
}

/** A completion in progress: Tab cycles through the options. */
export interface Completion {
  /** The text before the word. */
  readonly before: string
  readonly after: string
  readonly options: readonly string[]
  readonly index: number
}

/** Starts to complete the word before the cursor; null when nothing matches. */
export function complete({ before, after }: Line, vocabulary: Vocabulary): Completion | null {
  const word = /\S*$/u.exec(before)?.[0] ?? ''
  const start = before.slice(0, before.length - word.length)
  const options = optionsFor(word, start, vocabulary)
  return options.length > 0 ? { before: start, after, options, index: 0 } : null
}

/** Selects the next option, or the previous one with -1. */
export function turn(completion: Completion, by: 1 | -1): Completion {
  const { options, index } = completion
  return { ...completion, index: (index + by + options.length) % options.length }
}

/** The line with the selected option inserted. */
export function completed({ before, after, options, index }: Completion): Line {
  return insert({ before, after }, options[index] ?? '')
}

function optionsFor(word: string, start: string, { commands, names }: Vocabulary): string[] {
  if (start === '' && word.startsWith('/')) {
    return commands.map((name) => `/${name} `).filter((option) => option.startsWith(word))
  }
  // On an empty line Tab offers names; after a space in the middle of a text it is a typo.
  if (word === '' && start !== '' && !/^\/\S+ $/.test(start)) return []
  const wanted = word.toLowerCase()
  const matches = names.filter((name) => name.toLowerCase().startsWith(wanted))
  // At the start of a line a name addresses somebody.
  return matches.map((name) => (start === '' ? `${name}: ` : `${name} `))
}
