// Going through the past, newest first, without holding anybody up.
import { LIMITS } from '../../shared/base/limits.ts'
import { b4a } from '../../shared/base/packages.ts'
import { parseObject } from '../../shared/network/wire.ts'
import { isId, isKey, isNumber } from '../../shared/room/fields.ts'
import { isPostFrame, readEvent, type PostEvent } from '../../shared/room/events.ts'
import type { Frame, Log } from './log.ts'

/** Which post an event is. */
export interface PostRef {
  seq: number
  author: string
  id: string
}

export interface Search {
  /** How many to find. */
  count: number
  /** In how many bytes of events to look for them. */
  maxBytes?: number
  /** Looks at the text alone: most posts of a long history are read no further. */
  isWanted?: (text: string) => boolean
}

/** The newest posts that are wanted, oldest first, as what `keep` makes of them. */
export async function searchPosts<Found>(
  log: Log,
  { count, maxBytes = Infinity, isWanted = () => true }: Search,
  keep: (post: PostEvent) => Found
): Promise<Found[]> {
  const found: Found[] = []
  await forEachPost(log, maxBytes, (frame) => {
    const post = isWanted(rawTextOf(frame)) ? readEvent(frame) : null
    if (post?.type === 'post') found.push(keep(post))
    return found.length < count
  })
  return found.reverse()
}

/** Past posts scanned at the start, to recognise those that are sent again and to show them to who joins. */
export async function scanRecentPosts(log: Log): Promise<PostRef[]> {
  const found: PostRef[] = []
  await forEachPost(log, LIMITS.scannedBytes, (frame) => {
    const { seq, author, id } = parseObject(b4a.toString(frame)) ?? {}
    if (isNumber(seq) && isKey(author) && isId(id)) found.push({ seq, author, id })
    return found.length < LIMITS.rememberedPosts
  })
  return found.reverse()
}

/**
 * Calls `onPost` with the frames of posts, the newest first, in so many bytes of events at most, until it
 * gives false. It takes as long as it takes: others have their turn after every few milliseconds.
 */
async function forEachPost(
  log: Log,
  maxBytes: number,
  onPost: (frame: Frame) => boolean
): Promise<void> {
  let bytes = 0
  for (const events of log.readBackwards()) {
    for (const { frame } of events.reverse()) {
      bytes += frame.length
      if (bytes > maxBytes || (isPostFrame(frame) && !onPost(frame))) return
    }
    await nextTurn()
  }
}

/** Not safe to show. */
function rawTextOf(frame: Frame): string {
  const text = parseObject(b4a.toString(frame))?.['text']
  return typeof text === 'string' ? text : ''
}

/** Resolves when all that waits for its turn has had it. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
