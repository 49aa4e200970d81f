import test from 'brittle'
import { signPost } from '../../../shared/room/signing.ts'
import { TestRoom } from '../../helpers/room.ts'

test('who has left is told nothing more', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  place.room.leave(anna)
  const count = anna.heard.length
  place.post(place.host, 'gone?')
  t.is(anna.heard.length, count)
})

test('the news of who is away counts after everything ordered, written or not', (t) => {
  const place = new TestRoom()
  const [anna, ben] = [place.join('anna'), place.join('ben')]
  place.room.post(ben.key, signPost('waits', place.room.key, ben.keyPair))
  place.room.leave(anna, 'vanished')
  place.room.lookAround()
  t.is(ben.presences[0]?.seq, place.log.givenSeq)
  t.not(place.log.givenSeq, place.log.lastSeq)
})

test('a post is confirmed once it is written, and not before', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  const post = signPost('hello', place.room.key, anna.keyPair)
  place.room.post(anna.key, post)
  t.is(place.room.hasPost(anna.key, post.id), false)
  place.log.write()
  t.is(place.room.hasPost(anna.key, post.id), true)
})

test('who posted before a restart is known after it', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  const { room } = new TestRoom()
  t.is(room.isKnown(anna.key), false)
  room.remember({
    posts: [{ seq: 1, author: anna.key, id: 'ab' }],
    members: new Map(),
    present: []
  })
  t.is(room.isKnown(anna.key), true)
})
