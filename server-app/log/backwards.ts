// Going through the past, newest first, without holding anybody up.
import { wait } from '../../shared/base/clock.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { readEvent, type PostEvent } from '../../shared/room/events.ts'
import type { Log } from './log.ts'

/** Which post an event is. */
export interface PostRef {
  seq: number
  author: string
  id: string
}

export interface SearchLimits {
  /** How many to find. */
  count: number
  /** In how many bytes of events to look for them. */
  maxBytes?: number
}

/**
 * What `pick` makes of the newest posts, those left out that it makes null of, oldest first. It takes as long
 * as it takes: others have their turn after every few milliseconds.
 */
export async function searchPosts<Found>(
  log: Log,
  { count, maxBytes = Infinity }: SearchLimits,
  pick: (post: PostEvent) => Found | null
): Promise<Found[]> {
  const found: Found[] = []
  let bytes = 0
  for (const events of log.readBackwards()) {
    for (const { frame } of events.reverse()) {
      const event = readEvent(frame)
      const picked = event?.type === 'post' ? pick(event) : null
      if (picked !== null) found.push(picked)
      bytes += frame.length
      if (found.length === count || bytes >= maxBytes) return found.reverse()
    }
    await wait(0)
  }
  return found.reverse()
}

/** Past posts scanned at the start, to recognise those that are sent again and to show them to who joins. */
export function scanRecentPosts(log: Log): Promise<PostRef[]> {
  const limits = { count: LIMITS.rememberedPosts, maxBytes: LIMITS.scannedBytes }
  return searchPosts(log, limits, ({ seq, author, id }) => ({ seq, author, id }))
}
