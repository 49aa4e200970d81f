import test from 'brittle'
import { testKey } from '../../helpers/keys.ts'
import { TestRoom, TestSeat } from '../../helpers/room.ts'

test('of more people than there is room for, those active last are away after a restart, but never the host', (t) => {
  const place = new TestRoom({ maxMembers: 3 })
  const people = ['anna', 'ben', 'carl'].map((name, index) => {
    return { key: testKey(index + 1), name, isPlain: false }
  })
  const host = { key: place.room.key, name: 'host', isPlain: false }
  place.room.remember({ posts: [], members: new Map(), present: people })
  place.room.remember({ posts: [], members: new Map(), present: [host] })
  t.alike(
    place.room.roster.map(({ name, isAway }) => [name, isAway]),
    [
      ['host', false],
      ['ben', true],
      ['carl', true]
    ]
  )
})

test('a process that replaces its own connection is alone there, and may have another name by now', (t) => {
  const place = new TestRoom()
  const anna = new TestSeat()
  place.room.join(anna, { name: 'anna', since: null, instance: 'a' })
  const again = new TestSeat({ keyPair: anna.keyPair })
  place.room.join(again, { name: 'annie', since: null, instance: 'a' })
  place.log.write()
  t.alike([again.welcomed?.hadJoined, again.welcomed?.name], [false, 'annie'])
})

test('somebody here who comes with a plain program as well has not left', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  place.join(null, new TestSeat({ keyPair: anna.keyPair, isPlain: true }))
  t.alike(typesIn(place), ['join'])
})

test('who left while away is here when they join again', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  place.room.leave(anna, 'vanished')
  place.room.lookAround()
  place.room.expel(anna.key, 'kicked')
  place.room.lookAround()
  place.join('anna', anna)
  t.alike(awayIn(place.join('ben')), [])
})

function awayIn({ welcomed }: TestSeat): string[] {
  return (welcomed?.roster ?? []).flatMap(({ key, isAway }) => (isAway ? [key] : []))
}

function typesIn({ host, log }: TestRoom): string[] {
  log.write()
  return host.heard.map(({ type }) => type)
}
