// Makes names in a room unique, so that nobody can be mistaken for somebody else. Pure.
import { shortKey, type PublicKey } from '../../shared/base/key.ts'
import { lookalikeKey } from '../../shared/room/lookalikes.ts'
import { labelOf, looksLikeKey, OWN_WORDS } from '../../shared/room/names.ts'
import type { Person } from '../../shared/room/messages.ts'

const SHORT_DIGITS = 8

/** The name itself, or with as many digits of the key as it takes to differ from the `others`. */
export function uniqueName(
  name: string,
  key: PublicKey,
  others: Pick<Person, 'key' | 'name'>[],
  isHost: boolean
): string {
  const taken = new Set(others.flatMap((other) => [lookalikeKey(other.name), shortKey(other.key)]))
  for (const word of isHost ? OWN_WORDS : ['host', ...OWN_WORDS]) taken.add(lookalikeKey(word))
  const isOwnKey = name === shortKey(key)
  if (isOwnKey && !taken.has(name)) return name
  if (!taken.has(lookalikeKey(name)) && !looksLikeKey(name)) return name
  for (let digits = SHORT_DIGITS; digits < key.length; digits += 4) {
    const label = labelOf(name, key, digits)
    if (!taken.has(lookalikeKey(label))) return label
  }
  return labelOf(name, key, key.length)
}
