import test from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import { TestRoom, TestSeat } from '../../helpers/room.ts'

test('a member that vanished is shown as away to everybody, and returns without a join event', (t) => {
  const place = new TestRoom()
  const [anna, ben] = [place.join('anna'), place.join('ben')]
  place.room.leave(anna, 'vanished')
  place.time += LIMITS.awayMs - 1
  place.room.lookAround()
  const eve = place.join('eve')
  t.alike(awayIn(eve), [anna.key])
  t.is(place.room.roster.find(({ key }) => key === anna.key)?.isAway, true)

  place.join('anna', anna)
  t.alike([anna.welcomed?.name, anna.welcomed?.hadJoined], ['anna', false])
  t.alike(awayIn(anna), [], 'she knows better')
  place.room.lookAround()
  place.room.lookAround()
  t.alike(ben.presences, [
    { seq: 2, away: [anna.key], back: [] },
    { seq: 3, away: [], back: [anna.key] }
  ])
  t.is(eve.presences.length, 1)
  t.alike(typesIn(place), ['join', 'join', 'join'], 'of anna, ben and eve')
})

test('a member that stays away too long has left', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  place.post(anna, 'hello')
  place.room.leave(anna, 'vanished')
  place.time += LIMITS.awayMs
  place.room.lookAround()
  place.room.lookAround()
  place.log.write()
  const last = place.host.heard.at(-1)
  t.alike(last?.type === 'leave' && [last.name, last.reason], ['anna', 'vanished'])
  t.is(place.room.size, 1)
  t.is(place.join('anna').welcomed?.name, 'anna', 'and the name is free')
})

test('the name of an absent member stays taken, and the member may return under another', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  place.room.leave(anna, 'vanished')
  t.not(place.join('anna').welcomed?.name, 'anna')
  place.join('annie', anna)
  t.is(anna.welcomed?.name, 'annie')
  t.is(typesIn(place).at(-1), 'rename')
})

test('a member that returns at once was never away for the others, nor for who joins meanwhile', (t) => {
  const place = new TestRoom()
  const [anna, ben] = [place.join('anna'), place.join('ben')]
  place.room.leave(anna, 'vanished')
  const eve = place.join('eve')
  place.join('anna', anna)
  place.room.lookAround()
  t.alike([awayIn(eve), eve.presences, ben.presences], [[], [], []])
})

test('a member with another connection is not away', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  const again = place.join('anna', new TestSeat({ keyPair: anna.keyPair }))
  place.room.leave(anna, 'vanished')
  place.room.lookAround()
  t.alike(place.host.presences, [])
  place.room.leave(again, 'vanished')
  place.room.lookAround()
  t.is(place.host.presences.length, 1)
})

test('a new connection of a process replaces its old one, even at the limit', (t) => {
  const place = new TestRoom()
  const anna = new TestSeat()
  const seats = Array.from({ length: LIMITS.sessionsPerMember }, (_, index) => {
    const seat = new TestSeat({ keyPair: anna.keyPair })
    place.room.join(seat, { name: 'anna', since: null, instance: `${index}` })
    return seat
  })
  const again = new TestSeat({ keyPair: anna.keyPair })
  t.is(place.room.join(again, { name: 'anna', since: null, instance: '3' }), 'back')
  t.alike(
    seats.flatMap(({ isReplaced }, index) => (isReplaced ? [index] : [])),
    [3]
  )
  t.is(place.room.join(again, { name: 'anna', since: null, instance: '99' }), 'full')
})

test('an absent member can be expelled like anybody', (t) => {
  const place = new TestRoom()
  const [anna, ben] = [place.join('anna'), place.join('ben')]
  place.room.leave(anna, 'vanished')
  place.room.expel(anna.key, 'banned')
  place.room.expel(ben.key, 'banned')
  place.log.write()
  const last = ben.heard.at(-1)
  t.alike(last?.type === 'leave' && [last.name, last.reason], ['anna', 'banned'])
  t.is(place.room.size, 2, 'but who is here has to be disconnected first')
})

test('a plain peer that vanishes has left, because it cannot resume', (t) => {
  const place = new TestRoom()
  const plain = place.join(null, new TestSeat({ isPlain: true }))
  place.room.leave(plain, 'vanished')
  t.is(place.room.size, 1)
  const anna = place.join('anna')
  place.room.leave(anna, 'vanished')
  place.join(null, Object.assign(new TestSeat({ keyPair: anna.keyPair, isPlain: true })))
  t.alike(typesIn(place), ['join', 'leave', 'join', 'leave', 'join'], 'nor as another kind of peer')
})

test('absent members give way to present ones: strangers first, then the longest absent', (t) => {
  const place = new TestRoom({ maxMembers: 4 })
  const [anna, ben, carl] = ['anna', 'ben', 'carl'].map((name) => place.join(name))
  if (!anna || !ben || !carl) return t.fail()
  place.post(anna, 'hello')
  for (const seat of [anna, ben, carl]) {
    place.time += 1
    place.room.leave(seat, 'vanished')
  }
  place.log.write()
  const gone = (): string[] =>
    place.host.heard.flatMap((event) => (event.type === 'leave' ? [event.name] : []))
  const eves = [['ben'], ['ben', 'carl'], ['ben', 'carl', 'anna']].map((left) => {
    const eve = place.join('eve')
    t.alike(gone(), left)
    return eve
  })
  const hello = { name: 'mallory', since: null, instance: null }
  t.is(place.room.join(new TestSeat(), hello), 'full', 'nobody else is away')
  place.join('anna', anna)
  t.is(eves.at(-1)?.hasGivenWay, true, 'and who has posted gets her place back')
})

test('strangers who vanish count as gone at once, so vanishing does not evade the limit', (t) => {
  const place = new TestRoom({ maxMembers: 10 })
  let busy = 0
  for (let count = 0; count < 200; count++, place.time += 10) {
    const eve = new TestSeat()
    const entry = place.room.join(eve, { name: null, since: null, instance: null })
    if (entry === 'busy') busy++
    else place.room.leave(eve, 'vanished')
  }
  t.ok(busy > 200 - 2 * LIMITS.strangersGone.burst, String(busy))
})

function awayIn({ welcomed }: TestSeat): string[] {
  return (welcomed?.roster ?? []).flatMap(({ key, isAway }) => (isAway ? [key] : []))
}

function typesIn({ host, log }: TestRoom): string[] {
  log.write()
  return host.heard.map(({ type }) => type)
}
