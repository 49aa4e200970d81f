import test from 'brittle'
import { Bookmark, type Memory } from '../../../client-app/member/bookmark.ts'
import { Deferred } from '../../../shared/base/deferred.ts'
import { KnownIds } from '../../../shared/room/known-ids.ts'
import { turn } from '../../helpers/turn.ts'

test('a place is remembered once the output and the own copy have all before it, and then the last one', async (t) => {
  const [heard, written] = [new Deferred(), new Deferred()]
  const kept: number[] = []
  const position = { log: 'a', seq: 1 }
  const memory: Memory = {
    posts: new KnownIds(),
    whispers: new KnownIds(),
    before: null,
    reached: ({ position: { seq } }) => {
      return () => kept.push(seq)
    }
  }
  const bookmark = new Bookmark({
    memory,
    reader: {
      get position() {
        return { ...position }
      },
      signedFrom: 0
    },
    heard: () => heard.promise,
    transcript: { written: () => written.promise }
  })
  bookmark.move()
  for (position.seq = 2; position.seq < 5; position.seq++) bookmark.move()
  for (const part of [written, heard]) {
    await turn()
    t.alike(kept, [])
    part.resolve()
  }
  await turn()
  t.alike(kept, [1, 5])
  position.seq = 6
  bookmark.move()
  await turn()
  t.alike(kept, [1, 5, 6])
})
