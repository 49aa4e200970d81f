// Events that wait for space on a full disk, up to a limit.
import { ChatError, codeOf } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import type { LoggedEvent } from './log.ts'

/** Those that space cures. */
const FULL = new Set<unknown>(['ENOSPC', 'EDQUOT'])

/** Whether the disk was full, or a part of it that is ours. */
export function isFull(cause: unknown): boolean {
  const system = cause instanceof ChatError ? cause.cause : cause
  return FULL.has(codeOf(system))
}

export class Unkept {
  events: LoggedEvent[] = []
  #bytes = 0

  /** False when they are too many. */
  add(events: readonly LoggedEvent[]): boolean {
    this.events.push(...events)
    for (const { frame } of events) this.#bytes += frame.length
    return this.#bytes <= LIMITS.unkeptBytes
  }
}
