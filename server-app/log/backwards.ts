// Scans the past, newest first, without blocking others.
import { LIMITS } from '../../shared/base/limits.ts'
import { b4a } from '../../shared/base/packages.ts'
import { parseObject } from '../../shared/network/wire.ts'
import { isId, isKey, isNumber } from '../../shared/room/fields.ts'
import { isPostFrame, readEvent, type PostEvent } from '../../shared/room/events.ts'
import type { Frame, Log } from './log.ts'

/** Identifies the post of an event. */
export interface PostRef {
  seq: number
  author: string
  id: string
}

export interface Search {
  /** How many to find. */
  count: number
  /** How many bytes of events to search. */
  maxBytes?: number
  /** Tests the text only: most posts of a long history are not parsed any further. */
  isWanted?: (text: string) => boolean
}

/** The newest matching posts, oldest first, each converted by `keep`. */
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

/** What a starting host needs to know about the past. */
export interface Past {
  /** To recognise resent posts, and to show newcomers; oldest first. */
  posts: PostRef[]
  /** The first event of each key, which has been a member since then; the last to be active at the end. */
  members: Map<string, number>
}

/** Scans LIMITS.scannedBytes of the past. Earlier members who never posted since are not found. */
export async function scanPast(log: Log): Promise<Past> {
  const posts: PostRef[] = []
  const members = new Map<string, number>()
  await forEachFrame(log, LIMITS.scannedBytes, (frame) => {
    const isEnough = posts.length >= LIMITS.rememberedPosts
    if (isEnough && isPostFrame(frame)) return true
    const { seq, author, id } = parseObject(b4a.toString(frame)) ?? {}
    if (!isNumber(seq) || !isKey(author)) return true
    if (isId(id) && !isEnough) posts.push({ seq, author, id })
    if (members.has(author) || members.size < LIMITS.formerMembers) members.set(author, seq)
    return true
  })
  return { posts: posts.reverse(), members: new Map([...members].reverse()) }
}

/** The same for posts only. */
function forEachPost(log: Log, maxBytes: number, onPost: (frame: Frame) => boolean): Promise<void> {
  return forEachFrame(log, maxBytes, (frame) => !isPostFrame(frame) || onPost(frame))
}

/**
 * Calls `onFrame` with the frames of events, newest first, for at most `maxBytes` of them or until it returns false.
 * Yields to other work every few milliseconds.
 */
async function forEachFrame(
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
