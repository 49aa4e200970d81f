// Opens the whispers to one person, each once. Pure.
import type { KeyPair } from 'hyperdht'
import { LIMITS } from '../base/limits.ts'
import type { WhisperMessage } from './messages.ts'
import type { DropReason } from './reader.ts'
import { openWhisper, type OpenedWhisper } from './signing.ts'

export class WhisperReader {
  readonly #roomKey: Uint8Array
  readonly #reader: KeyPair
  readonly #opened = new Set<string>()

  constructor(roomKey: Uint8Array, reader: KeyPair) {
    this.#roomKey = roomKey
    this.#reader = reader
  }

  /**
   * The text of a whisper, clean and signed by its author, or why it is dropped. Null for one that was opened
   * before: an author who does not know whether it arrived sends it again.
   */
  open({ peer, id, sealed }: WhisperMessage): OpenedWhisper | { dropped: DropReason } | null {
    if (this.#opened.has(peer + id)) return null
    const opened = openWhisper({ id, sealed }, peer, this.#roomKey, this.#reader)
    if ('dropped' in opened) return opened
    this.#opened.add(peer + id)
    if (this.#opened.size > LIMITS.rememberedPosts) {
      const [oldest = ''] = this.#opened
      this.#opened.delete(oldest)
    }
    return opened
  }
}
