// Opens the whispers to one person, each only once. Pure.
import type { KeyPair } from 'hyperdht'
import type { PublicKey } from '../base/key.ts'
import type { DropReason } from './drops.ts'
import type { KnownIds } from './known-ids.ts'
import type { WhisperMessage } from './messages.ts'
import { openWhisper, type OpenedWhisper } from './signing.ts'

export class WhisperReader {
  readonly #roomKey: PublicKey
  readonly #reader: KeyPair
  readonly #known: KnownIds

  constructor(roomKey: PublicKey, reader: KeyPair, known: KnownIds) {
    this.#roomKey = roomKey
    this.#reader = reader
    this.#known = known
  }

  /**
   * The text of a whisper, clean and signed by its author since `signedFrom` (ms), or why it is dropped. Null for one
   * that was opened before: an author who does not know whether it arrived resends it.
   */
  open(
    { peer, id, sealed }: WhisperMessage,
    signedFrom: number
  ): OpenedWhisper | { dropped: DropReason } | null {
    const when = this.#known.when(peer, id)
    if (when === 'now') return null
    if (when === 'before') return { dropped: 'replayed' }
    const opened = openWhisper({ id, sealed }, peer, this.#roomKey, this.#reader)
    if ('dropped' in opened) return opened
    if (opened.signedAt < signedFrom) return { dropped: 'outdated' }
    this.#known.add({ author: peer, id, signedAt: opened.signedAt })
    return opened
  }
}
