// Scans the past of a room at the start of its host.
import { isKey, type PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { b4a } from '../../shared/base/packages.ts'
import { forEachEvent, searchPosts } from '../../shared/log/backwards.ts'
import type { Log } from '../../shared/log/log.ts'
import { parseObject, type Json } from '../../shared/network/wire.ts'
import { isPostFrame, type PostEvent } from '../../shared/room/events.ts'
import { isId, isNumber } from '../../shared/room/fields.ts'
import type { Person } from '../../shared/room/messages.ts'
import { readLabel } from '../../shared/room/names.ts'

/** Identifies the post of an event. */
export interface PostRef {
  seq: number
  author: PublicKey
  id: string
}

/** What a starting host needs to know about the past. */
export interface Past {
  /** To recognise resent posts, and to show newcomers; oldest first. */
  posts: PostRef[]
  /** The first event of each key, which has been a member since then; the last to be active at the end. */
  members: Map<PublicKey, number>
  /** Those who had not left when the host ended; the last to be active at the end. */
  present: Omit<Person, 'isAway'>[]
}

/** Scans LIMITS.scannedBytes of the past. Earlier members who never posted since are not found. */
export async function scanPast(log: Log): Promise<Past> {
  const posts: PostRef[] = []
  const members = new Map<PublicKey, number>()
  const present: Past['present'] = []
  await forEachEvent(log, LIMITS.scannedBytes, ({ frame }) => {
    if (posts.length >= LIMITS.rememberedPosts && isPostFrame(frame)) return true
    const fields = parseObject(b4a.toString(frame)) ?? {}
    const { seq, author, id, type } = fields
    if (!isNumber(seq) || !isKey(author)) return true
    if (isId(id)) posts.push({ seq, author, id })
    const isLast = !members.has(author)
    if (isLast && members.size >= LIMITS.formerMembers) return true
    if (isLast && type !== 'leave') present.push(personOf(fields, author))
    members.set(author, seq)
    return true
  })
  return {
    posts: posts.reverse(),
    members: new Map([...members].reverse()),
    present: present.reverse()
  }
}

/** The last `count` posts up to event `upTo`, oldest first. */
export async function lastPosts(
  log: Log,
  { count, upTo }: { count: number; upTo: number }
): Promise<PostEvent[]> {
  if (count === 0) return []
  return searchPosts(log, { count, before: upTo + 1 }, (post) => post)
}

function personOf({ name, isPlain, signature }: Json, key: PublicKey): Past['present'][number] {
  return { key, name: readLabel(name, key), isPlain: isPlain === true || signature === null }
}
