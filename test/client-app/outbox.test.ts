import test from 'brittle'
import { Outbox } from '../../client-app/outbox.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import type { Post } from '../../shared/room/events.ts'

const MOST = LIMITS.postsUnderWay

test('posts go out in order, each once, and only so many at a time', (t) => {
  const outbox = filled(MOST + 5)
  t.alike(idsOf(outbox.next()), ids(0, MOST))
  t.alike(outbox.next(), [])
  t.is(outbox.taken('0'), true)
  t.is(outbox.taken('1'), true)
  t.alike(idsOf(outbox.next()), ids(MOST, MOST + 2))
  t.is(outbox.size, MOST + 3)
})

test('what the host has not taken goes out again after a rewind, in the same order', (t) => {
  const outbox = filled(10)
  outbox.next()
  outbox.taken('0')
  outbox.taken('3')
  outbox.rewind()
  t.alike(idsOf(outbox.next()), ['1', '2', '4', '5', '6', '7', '8', '9'])
})

test('a post that is taken is gone, whenever that is heard', (t) => {
  const outbox = filled(3)
  t.is(outbox.taken('2'), true, 'not even sent: it was taken before the connection was lost')
  t.is(outbox.taken('2'), false)
  t.is(outbox.taken('nobody’s'), false)
  t.alike(idsOf(outbox.next()), ['0', '1'])
  outbox.taken('0')
  outbox.taken('1')
  t.is(outbox.size, 0)
})

function filled(count: number): Outbox {
  const outbox = new Outbox()
  for (const id of ids(0, count)) outbox.add({ id, text: 'x', signature: null })
  return outbox
}

function ids(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => String(from + index))
}

function idsOf(posts: Post[]): string[] {
  return posts.map(({ id }) => id)
}
