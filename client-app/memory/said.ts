// What a member has said and its host has not confirmed, and whether it may still be sent. Pure.
import { LIMITS } from '../../shared/base/limits.ts'
import type { Person, Position } from '../../shared/room/messages.ts'
import type { Arrival } from '../../shared/room/reader.ts'

export interface Said {
  /** The id of the post or whisper: the same each time it is sent. */
  readonly id: string
  readonly text: string
  /** Null for everybody. A string, while the roster is not known, names one of them. */
  to: Person | string | null
  /** When it was typed, in milliseconds since 1970: the time that is signed. */
  readonly typedAt: number
  /** The last event received before: its own event can only come later. Null before any welcome. */
  readonly after: Position | null
}

/**
 * Why something said before this arrival must not be sent any more, as the start of a sentence; null when it may be.
 * `now` is in milliseconds since 1970.
 */
export function whyNotSent({ typedAt, after }: Said, arrival: Arrival, now: number): string | null {
  const { log, seq, isWhole } = arrival
  if (now - typedAt > LIMITS.waitingMs) {
    const hours = LIMITS.waitingMs / 3_600_000
    return `Not sent: you typed it more than ${hours} hours ago, and others would drop it as too old`
  }
  // In another log it has no event yet. Otherwise the host recognises what it had among the newest posts.
  const isRecognised = after?.log !== log || seq - after.seq <= LIMITS.rememberedPosts
  if (isWhole || isRecognised) return null
  return 'Not sent: you were away too long to tell whether the host has it already'
}
