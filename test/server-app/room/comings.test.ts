import test from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import { TestRoom, TestSeat } from '../../helpers/room.ts'

const MAX = 10

test('strangers may fill an empty room all at once', (t) => {
  const place = new TestRoom({ maxMembers: LIMITS.members })
  for (let count = 1; count < LIMITS.members; count++) t.is(come(place), 'in')
  t.is(come(place), 'full')
})

test('strangers who keep coming and going are admitted ever more slowly, so they do not bury the conversation', (t) => {
  const place = new TestRoom({ maxMembers: MAX })
  const anna = place.join('anna')
  place.post(anna, 'hello')
  let busy = 0
  for (let count = 0; count < 1000; count++, place.time += 10) {
    const eve = new TestSeat()
    if (come(place, eve) === 'busy') busy++
    else place.room.leave(eve)
  }
  place.log.write()
  const joins = anna.heard.filter(({ type }) => type === 'join').length
  const { burst, perSecond } = LIMITS.strangersGone
  t.ok(joins <= burst + 10 * perSecond + 1, `${joins} joins: so many at once, then a few`)
  t.is(busy + joins, 1000)
  place.room.leave(anna)
  t.is(come(place, anna), 'in', 'who has posted comes first')
})

test('a room can fill again soon after many have left', (t) => {
  const place = new TestRoom({ maxMembers: 200 })
  const pupils = Array.from({ length: 150 }, () => place.join(null))
  for (const pupil of pupils) place.room.leave(pupil)
  t.is(come(place), 'busy')
  const { burst, perSecond } = LIMITS.strangersGone
  place.time += (burst / perSecond) * 1000
  for (let count = 0; count < 150; count++) t.is(come(place), 'in')
})

test('an invited key is admitted while strangers have to wait', (t) => {
  const friend = new TestSeat()
  const place = new TestRoom({ maxMembers: MAX, isInvited: (key) => key === friend.key })
  for (let entry = ''; entry !== 'busy';) {
    const eve = new TestSeat()
    entry = come(place, eve)
    place.room.leave(eve)
  }
  t.is(come(place, friend), 'in')
})

test('even known people have to wait when crowds of them come and go', (t) => {
  const place = new TestRoom({ maxMembers: MAX, isInvited: () => true })
  const entries = Array.from({ length: MAX + 1 }, () => {
    const seat = new TestSeat()
    const entry = come(place, seat)
    place.room.leave(seat)
    return entry
  })
  t.is(entries.at(-2), 'in')
  t.is(entries.at(-1), 'busy')
  place.time += 1000
  t.is(come(place), 'in')
})

test('in a full room the newest stranger gives way to somebody who has posted', (t) => {
  const place = new TestRoom({ maxMembers: 4 })
  const anna = place.join('anna')
  place.post(anna, 'hello')
  place.room.leave(anna)
  const [ben, carl, eve] = ['ben', 'carl', 'eve'].map((name) => place.join(name))
  if (ben) place.post(ben, 'hi')
  t.is(come(place), 'full', 'nobody goes for a stranger')
  t.is(come(place, anna), 'in')
  t.alike(
    [ben, carl, eve].map((seat) => seat?.hasGivenWay),
    [false, false, true]
  )
})

test('in a full room the newest silent plain peer gives way to a member', (t) => {
  const place = new TestRoom({ maxMembers: 4 })
  const [anna, ben, carl] = [true, true, false].map((isPlain) => new TestSeat({ isPlain }))
  for (const seat of [anna, ben, carl]) t.is(come(place, seat), 'in')
  if (anna) place.post(anna, 'hello')
  t.is(come(place, new TestSeat({ isPlain: true })), 'full', 'not for one more plain peer')
  t.is(come(place), 'in')
  t.alike(
    [anna, ben, carl].map((seat) => seat?.hasGivenWay),
    [false, true, false]
  )
  if (ben) place.room.leave(ben)
  t.is(come(place), 'full', 'who has spoken stays, plain or not')
})

test('a known plain peer is let in like anybody known', (t) => {
  const friend = new TestSeat({ isPlain: true })
  const place = new TestRoom({ maxMembers: 2, isInvited: (key) => key === friend.key })
  const eve = place.join('eve')
  t.is(come(place, friend), 'in')
  t.ok(eve.hasGivenWay)
})

test('the host never gives way', (t) => {
  const place: TestRoom = new TestRoom({
    maxMembers: 2,
    isInvited: (key) => key !== place.host.key
  })
  t.is(come(place), 'in')
  t.is(come(place), 'full')
})

test('nobody gives way to who has to wait', (t) => {
  const friends = Array.from({ length: 4 }, () => new TestSeat())
  const keys = friends.map(({ key }) => key)
  const place = new TestRoom({ maxMembers: 2, isInvited: (key) => keys.includes(key) })
  for (const friend of friends.slice(0, 2)) {
    t.is(come(place, friend), 'in')
    place.room.leave(friend)
  }
  const eve = place.join('eve')
  t.alike([come(place, friends[2]), eve.hasGivenWay], ['busy', false])
})

test('known people who leave do not keep strangers out', (t) => {
  const place = new TestRoom({ isInvited: (key) => key === anna.key })
  const anna = new TestSeat()
  for (let count = 0; count <= LIMITS.strangersGone.burst; count++) {
    come(place, anna)
    place.room.leave(anna)
  }
  t.is(come(place), 'in')
})

test('who vanishes and is put out has left once', (t) => {
  const place = new TestRoom()
  for (let count = 0; count < LIMITS.strangersGone.burst; count++) {
    const eve = place.join(null)
    place.room.leave(eve, 'vanished')
    place.room.expel(eve.key, 'kicked')
  }
  t.is(come(place), 'in')
})

function come(place: TestRoom, seat = new TestSeat()): string {
  return place.room.join(seat, { name: null, since: null, instance: null })
}
