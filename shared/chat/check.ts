// The words that a participant compares with somebody in the room by voice, for the host and for members.
import type { PublicKey } from '../base/key.ts'
import { connectionWords, keyWords } from '../identity/check-words.ts'
import type { Person } from '../room/messages.ts'
import { onlyOne, Problem } from './find-person.ts'

export interface Check {
  key: PublicKey
  name: string
  /** One of these, for each connection they have, or those of both keys. */
  words: string[]
  /** What the words are made of: two members have no connection of their own. */
  of: 'connection' | 'keys'
}

export interface Checker {
  /** The participant's own key, and the room's, which is the host's. */
  key: PublicKey
  room: PublicKey
  people: Person[]
  /** The handshake hashes of the connections with the owner of a key. */
  hashesWith: (key: PublicKey) => Uint8Array[]
}

/** Throws Problem for nobody, for several, for oneself, and for somebody without a connection that could be checked. */
export function checkPerson(who: string, { key, room, people, hashesWith }: Checker): Check {
  const person = onlyOne(who, people)
  const { name, isPlain } = person
  if (person.key === key) throw new Problem(`${name} is you: check somebody else`)
  if (isPlain) throw new Problem(`${name} is a plain peer, which has no words to compare`)
  if (key !== room && person.key !== room) {
    return { key: person.key, name, words: [keyWords(key, person.key)], of: 'keys' }
  }
  const ends = { host: room, member: key === room ? person.key : key }
  const words = hashesWith(person.key).map((hash) => connectionWords(hash, ends))
  if (words.length === 0) throw new Problem(`There is no connection with ${name} now`)
  return { key: person.key, name, words, of: 'connection' }
}
