import test from 'brittle'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { encodeEvent } from '../../../shared/room/events.ts'
import { newId } from '../../../shared/room/signing.ts'
import { scanPast } from '../../../server-app/room/past.ts'
import { searchPosts } from '../../../shared/log/backwards.ts'
import type { Log, LoggedEvent } from '../../../shared/log/log.ts'

const AUTHOR = testKey('ab')
const PER_SLICE = 50

test('the requested number of newest posts is found, oldest first', async (t) => {
  const { log } = logOf(range(1, 1000).map((seq) => (seq % 3 === 0 ? null : `post ${seq}`)))
  const all = await searchPosts(log, { count: 5 }, ({ seq }) => seq)
  t.alike(all, [994, 995, 997, 998, 1000])
  const isWanted = (text: string): boolean => text.endsWith('00')
  const some = await searchPosts(log, { count: 3, isWanted }, ({ text }) => text)
  t.alike(some, ['post 700', 'post 800', 'post 1000'])
  t.alike(await searchPosts(log, { count: 9, isWanted: () => false }, ({ seq }) => seq), [])
})

test('no more is read than needed', async (t) => {
  const { log, slices } = logOf(range(1, 1000).map((seq) => `post ${seq}`))
  await searchPosts(log, { count: PER_SLICE + 1 }, ({ seq }) => seq)
  t.is(slices(), 2)
  const maxBytes = 3.5 * PER_SLICE * (log.read(0, 1)[0]?.frame.length ?? 0)
  const found = await searchPosts(log, { count: Infinity, maxBytes }, ({ seq }) => seq)
  t.ok(found.length < 4 * PER_SLICE && found.at(-1) === 1000, `${found.length} posts`)
})

test('other work gets its turn after every slice', async (t) => {
  const { log, slices } = logOf(range(1, 5000).map((seq) => `post ${seq}`))
  let turns = 0
  let isOver = false
  const turn = (): void => {
    turns++
    if (!isOver) setImmediate(turn)
  }
  turn()
  await searchPosts(log, { count: 1, isWanted: () => false }, ({ seq }) => seq)
  isOver = true
  t.ok(slices() === 100 && turns >= 100, `${turns} turns`)
})

test('what is found is safe to show', async (t) => {
  const { log } = logOf(['\u001b[31mred', '\u001b[0m'])
  const texts = await searchPosts(log, { count: 9 }, ({ text }) => text)
  t.alike(texts, ['red'])
})

test('after a restart, as many posts are recognised as are remembered', async (t) => {
  const count = LIMITS.rememberedPosts + 500
  const { log } = logOf(range(1, count).map((seq) => `post ${seq}`))
  const { posts } = await scanPast(log)
  t.is(posts.length, LIMITS.rememberedPosts)
  t.alike([posts[0]?.seq, posts.at(-1)?.seq], [501, count])
  t.is(posts[0]?.author, AUTHOR)
})

test('people are found beyond the remembered posts, back to their first event', async (t) => {
  const { log } = logOf([null, ...range(1, LIMITS.rememberedPosts + 9).map((seq) => `post ${seq}`)])
  const { posts, members } = await scanPast(log)
  t.is(posts.length, LIMITS.rememberedPosts)
  t.alike([...members], [[AUTHOR, 1]])
})

/** A log of these posts, null for a visit, that counts the slices it gives. */
function logOf(texts: (string | null)[]): { log: Log; slices: () => number } {
  const events: LoggedEvent[] = texts.map((text, index) => {
    const stamp = { author: AUTHOR, name: 'anna' }
    const seq = index + 1
    const post = { id: newId(), text: text ?? '', signedAt: 1, signature: 'cd'.repeat(64) }
    return {
      seq,
      frame:
        text === null
          ? encodeEvent(seq, 1, { ...stamp, type: 'join', isPlain: false })
          : encodeEvent(seq, 1, { ...stamp, type: 'post', ...post })
    }
  })
  let slices = 0
  const log = {
    read: () => events,
    *readBackwards(): Generator<LoggedEvent[]> {
      for (let end = events.length; end > 0; end -= PER_SLICE) {
        slices++
        yield events.slice(Math.max(end - PER_SLICE, 0), end)
      }
    }
  }
  return { log: log as unknown as Log, slices: () => slices }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
