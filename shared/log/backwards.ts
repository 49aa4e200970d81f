// Scans the past, newest first, without blocking others.
import { b4a } from '../base/packages.ts'
import { parseObject } from '../network/wire.ts'
import { isPostFrame, readEvent, type PostEvent } from '../room/events.ts'
import type { Frame, Log, LoggedEvent } from './log.ts'

export interface Search {
  /** How many to find. */
  count: number
  /** Only posts with lower numbers. */
  before?: number
  /** How many bytes of events to search. */
  maxBytes?: number
  /** Tests the text only: most posts of a long history are not parsed any further. */
  isWanted?: (text: string) => boolean
}

/** The newest matching posts, oldest first, each converted by `keep`, which gets its frame as well. */
export async function searchPosts<Found>(
  log: Log,
  { count, before = Infinity, maxBytes = Infinity, isWanted = () => true }: Search,
  keep: (post: PostEvent, frame: Frame) => Found
): Promise<Found[]> {
  const found: Found[] = []
  await forEachPost(log, maxBytes, ({ seq, frame }) => {
    if (seq >= before) return true
    const post = isWanted(rawTextOf(frame)) ? readEvent(frame) : null
    if (post?.type === 'post') found.push(keep(post, frame))
    return found.length < count
  })
  return found.reverse()
}

/** The same for posts only. */
function forEachPost(
  log: Log,
  maxBytes: number,
  onPost: (event: LoggedEvent) => boolean
): Promise<void> {
  return forEachEvent(log, maxBytes, (event) => !isPostFrame(event.frame) || onPost(event))
}

/**
 * Calls `onEvent` with the events, newest first, for at most `maxBytes` of them or until it returns false.
 * Yields to other work every few milliseconds.
 */
export async function forEachEvent(
  log: Log,
  maxBytes: number,
  onEvent: (event: LoggedEvent) => boolean
): Promise<void> {
  let bytes = 0
  for (const events of log.readBackwards()) {
    for (const event of events.reverse()) {
      bytes += event.frame.length
      if (bytes > maxBytes || !onEvent(event)) return
    }
    await nextTurn()
  }
}

/** Not safe to show. */
function rawTextOf(frame: Frame): string {
  const text = parseObject(b4a.toString(frame))?.['text']
  return typeof text === 'string' ? text : ''
}

/** Resolves after everything already queued has run. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
