// Scans the past of a room at the start of its host.
import { LIMITS } from '../shared/base/limits.ts'
import { b4a } from '../shared/base/packages.ts'
import { forEachFrame } from '../shared/log/backwards.ts'
import type { Log } from '../shared/log/log.ts'
import { parseObject } from '../shared/network/wire.ts'
import { isPostFrame } from '../shared/room/events.ts'
import { isId, isKey, isNumber } from '../shared/room/fields.ts'

/** Identifies the post of an event. */
export interface PostRef {
  seq: number
  author: string
  id: string
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
