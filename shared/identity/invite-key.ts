// The key pair that the words of an invite stand for: the host listens on it while they are good, and whoever has the
// words finds the host there.
//
// How hard the words are to guess. Four of 2048 words are 44 bits: 1.8e13 invites. Nobody can try them at the host:
// a wrong guess is another key, which nobody listens on. But DHT nodes store the announcement of the key, and whoever
// has that can try words against it at home, at the price of one Argon2id each (libsodium's MODERATE: 3 passes over
// 256 MiB, half a second of one core). All of them take 250,000 core years. A graphics card moves 3 TB a second, a
// guess 1.5 GB, so it makes 2000 guesses a second at best: 280 years for all of them. The words are good for ten
// minutes: one such card guesses them in time with a chance of 1 in 15 million. The salt is the purpose and the hour,
// so that nothing computed beforehand helps and one table serves a single hour; within it each guess is tried against
// all invites that the guesser has stored, so a thousand of them make its chance a thousand times as large. Words
// guessed later open nothing: the host no longer listens, and its own key was sent under keys that are gone.
import type { KeyPair } from 'hyperdht'
import { ChatError } from '../base/errors.ts'
import { b4a, HyperDHT, sodium } from '../base/packages.ts'

const PURPOSE = 'hyperdht-chat/invite/1'
const HOUR_MS = 60 * 60_000
const SEED_BYTES = 32

/** The price of one guess. */
export interface Cost {
  /** Passes over the memory. */
  operations: number
  memoryBytes: number
}

/** Computes the key pair that the words stand for within an hour, counted from 1970. */
export type DeriveKey = (words: string, hour: number) => Promise<KeyPair>

/**
 * Takes half a second and 256 MiB, on a thread of its own: derive one at a time. Throws WORDS_TOO_COSTLY when there
 * is not enough memory. Tests make it cheaper.
 */
export async function deriveInviteKey(
  words: string,
  hour: number,
  cost: Cost = {
    operations: sodium.crypto_pwhash_OPSLIMIT_MODERATE,
    memoryBytes: sodium.crypto_pwhash_MEMLIMIT_MODERATE
  }
): Promise<KeyPair> {
  const seed = b4a.alloc(SEED_BYTES)
  const { operations, memoryBytes } = cost
  const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13
  try {
    const password = b4a.from(words)
    await sodium.crypto_pwhash_async(
      seed,
      password,
      saltOf(hour),
      operations,
      memoryBytes,
      algorithm
    )
  } catch (cause) {
    throw new ChatError('WORDS_TOO_COSTLY', { cause })
  }
  return HyperDHT.keyPair(seed)
}

/** The hour of a time in ms since 1970. */
export function hourOf(time: number): number {
  return Math.floor(time / HOUR_MS)
}

/** That hour and its neighbours, the likeliest first: clocks differ, and words are still good after the full hour. */
export function hoursAround(time: number): number[] {
  const hour = hourOf(time)
  const isEarly = time % HOUR_MS < HOUR_MS / 2
  return isEarly ? [hour, hour - 1, hour + 1] : [hour, hour + 1, hour - 1]
}

function saltOf(hour: number): Uint8Array {
  const salt = b4a.alloc(sodium.crypto_pwhash_SALTBYTES)
  sodium.crypto_generichash(salt, b4a.from(`${PURPOSE} ${hour}`))
  return salt
}
