// What a member knows about its room: by the last welcome, and by what the host has said about its transcript since. Pure.
import type { Output } from '../../shared/chat/output.ts'
import type { RoomFacts } from '../../shared/room/messages.ts'

/** A host whose disk is full again and again, for fun, is not to fill the screen. */
const MOST_CHANGES = 16

export class KnownFacts {
  #facts: RoomFacts = { roomName: null, isPrivate: false, transcript: 'none' }
  #changes = 0

  get facts(): RoomFacts {
    return this.#facts
  }

  welcomed(facts: RoomFacts): RoomFacts {
    this.#facts = facts
    return facts
  }

  /** The transcript can no longer be written, or can again. What is to be told; null for nothing. */
  keeping(isKept: boolean): Output | null {
    const transcript = isKept ? 'kept' : 'failed'
    if (this.#facts.transcript === transcript) return null
    this.#facts = { ...this.#facts, transcript }
    if (++this.#changes > MOST_CHANGES) return null
    return isKept ? { event: 'kept' } : { event: 'unkept', reason: null }
  }
}
