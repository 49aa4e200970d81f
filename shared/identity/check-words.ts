// Words that two people compare by voice, to know that nobody is between them. Pure.
//
// Of a connection: four words, 44 bits, of the hash of its handshake, which both ends share and no other connection has.
// Somebody in between has two handshakes, and only while the second is under way can look for one with the words of
// the first: 2^44 tries in the ten seconds it may take.
//
// Of two keys: eight words, 88 bits. Here somebody in between, such as the host of a room, can look for keys at leisure and
// change both: that takes 2^44 keys of each kind, and as much memory. Four words would take four million: a minute.
import { bytesOf, type PublicKey } from '../base/key.ts'
import { b4a, sodium } from '../base/packages.ts'
import { wordsFrom } from './words.ts'

const CONNECTION = b4a.from('hyperdht-chat check connection\n')
const KEYS = b4a.from('hyperdht-chat check keys\n')

/** The words of a connection between a host and a member of it. */
export function connectionWords(
  handshakeHash: Uint8Array,
  { host, member }: { host: PublicKey; member: PublicKey }
): string {
  return wordsFrom(hash([CONNECTION, handshakeHash, bytesOf(host), bytesOf(member)]), 4)
}

/** The words of two keys, in whichever order they are given. */
export function keyWords(one: PublicKey, other: PublicKey): string {
  const [first, second] = one < other ? [one, other] : [other, one]
  return wordsFrom(hash([KEYS, bytesOf(first), bytesOf(second)]), 8)
}

function hash(parts: Uint8Array[]): Uint8Array {
  const output = b4a.alloc(32)
  sodium.crypto_generichash(output, b4a.concat(parts))
  return output
}
