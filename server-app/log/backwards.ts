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

/** What a host that starts knows of the past. */
export interface Past {
  /** To recognise those that are sent again, and to show them to who joins; oldest first. */
  posts: PostRef[]
  /** The first event of each key, the newest to be heard of last: it has been a member since. */
  members: Map<string, number>
}

/** Scans LIMITS.scannedBytes of the past. Whoever came before that and only listened is not found. */
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

/** The same for posts alone. */
function forEachPost(log: Log, maxBytes: number, onPost: (frame: Frame) => boolean): Promise<void> {
  return forEachFrame(log, maxBytes, (frame) => !isPostFrame(frame) || onPost(frame))
}

/**
 * Calls `onFrame` with the frames of events, the newest first, in so many bytes of them at most, until it gives
 * false. It takes as long as it takes: others have their turn after every few milliseconds.
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

/** Resolves when all that waits for its turn has had it. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
