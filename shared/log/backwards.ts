// Scans the past, newest first, without blocking others.
import { b4a } from '../base/packages.ts'
import { parseObject } from '../network/wire.ts'
import { isPostFrame, readEvent, type PostEvent } from '../room/events.ts'
import type { Frame, Log } from './log.ts'

export interface Search {
  /** How many to find. */
  count: number
  /** How many bytes of events to search. */
  maxBytes?: number
  /** Tests the text only: most posts of a long history are not parsed any further. */
  isWanted?: (text: string) => boolean
}

/** The newest matching posts, oldest first, each converted by `keep`, which gets its frame as well. */
export async function searchPosts<Found>(
  log: Log,
  { count, maxBytes = Infinity, isWanted = () => true }: Search,
  keep: (post: PostEvent, frame: Frame) => Found
): Promise<Found[]> {
  const found: Found[] = []
  await forEachPost(log, maxBytes, (frame) => {
    const post = isWanted(rawTextOf(frame)) ? readEvent(frame) : null
    if (post?.type === 'post') found.push(keep(post, frame))
    return found.length < count
  })
  return found.reverse()
}

/** The same for posts only. */
function forEachPost(log: Log, maxBytes: number, onPost: (frame: Frame) => boolean): Promise<void> {
  return forEachFrame(log, maxBytes, (frame) => !isPostFrame(frame) || onPost(frame))
}

/**
 * Calls `onFrame` with the frames of events, newest first, for at most `maxBytes` of them or until it returns false.
 * Yields to other work every few milliseconds.
 */
export async function forEachFrame(
  log: Log,
  maxBytes: number,
  onFrame: (frame: Frame) => boolean
): Promise<void> {
  let bytes = 0
  for (const events of log.readBackwards()) {
    for (const { frame } of events.reverse()) {
      bytes += frame.length
      if (bytes > maxBytes || !onFrame(frame)) return
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
