import test from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import { testKey } from '../../helpers/keys.ts'
import { asked, crowd, join, offer, relaysOf, sent } from '../../helpers/relaying-members.ts'
import { TestClock } from '../../helpers/test-clock.ts'

test('members who do not answer make room for others, a crowd of them ever faster', async (t) => {
  const { relays, clock, members } = crowd(12)
  t.alike(asked(members), [0, 1, 2, 3])
  await clock.pass(LIMITS.relayAnswerMs - 1)
  relays.lookAround()
  t.alike(asked(members), [0, 1, 2, 3], 'they may still answer')
  await clock.pass(1)
  relays.lookAround()
  t.alike(asked(members), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  await clock.pass(LIMITS.relayAnswerMs)
  relays.lookAround()
  t.alike(asked(members), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
})

test('who did not answer is not asked at once when it comes again, but later', async (t) => {
  const clock = new TestClock()
  const relays = relaysOf({ clock })
  const silent = join(relays, testKey('1'))
  await clock.pass(LIMITS.relayAnswerMs)
  relays.lookAround()
  silent.remove()
  const again = join(relays, testKey('1'))
  t.absent(again.channel.isAsked)
  await clock.pass(LIMITS.relayAskAgainMs)
  relays.lookAround()
  t.ok(again.channel.isAsked)
})

test('an answer that is late counts', async (t) => {
  const { relays, clock, members } = crowd(5)
  const [late] = members
  if (!late) return t.fail('nobody')
  await clock.pass(LIMITS.relayAnswerMs)
  relays.lookAround()
  offer(late, 'a')
  t.is(sent(relays, '9'), 'a')
})

test('a member that will not, or no longer, makes room', (t) => {
  const { relays, members } = crowd(LIMITS.roomRelays + 1)
  members[1]?.channel.say({ kind: 'offer', key: null, isOpen: false })
  t.ok(members.at(-1)?.channel.isAsked)
  t.ok(relays.isEmpty)
})

test('a member with many connections holds one place', (t) => {
  const relays = relaysOf()
  const connections = Array.from({ length: 8 }, () => join(relays, testKey('1')))
  const other = join(relays, testKey('2'))
  t.is(asked(connections).length, 1)
  t.ok(other.channel.isAsked)
})

test('a newcomer that does not come through is sent to another member next', (t) => {
  const { relays, members } = crowd(3)
  members.forEach((member, index) => offer(member, 'abc'[index] ?? ''))
  const ways = [1, 2, 3].map(() => sent(relays, '9'))
  t.is(new Set(ways).size, 3, 'each once')
  t.is(sent(relays, '9'), ways[0], 'then from the beginning')
})

test('a member that nobody comes through is named last, and others are asked', async (t) => {
  const { relays, clock, members } = crowd(LIMITS.roomRelays + 1)
  const [bad] = members
  if (!bad) return t.fail('nobody')
  offer(bad, 'a')
  for (const newcomer of '789') {
    t.is(sent(relays, newcomer), 'a')
    await clock.pass(LIMITS.relayArrivalMs)
    relays.lookAround()
  }
  members.slice(1, LIMITS.roomRelays).forEach((member) => offer(member, 'b', false))
  t.ok(members.at(-1)?.channel.isAsked, 'it holds no place')
  t.is(sent(relays, '1'), 'b')
  relays.arrived(testKey('1'))
  t.is(sent(relays, '2'), 'b')
  for (const { remove } of members.slice(1)) remove()
  t.is(sent(relays, '3'), 'a', 'it is better than none')
})

test('one that comes through makes up for those before who did not', async (t) => {
  const { relays, clock, members } = crowd(2)
  const [one, other] = members
  if (!one || !other) return t.fail('nobody')
  offer(one, 'a', false)
  t.is(sent(relays, '7'), 'a')
  await clock.pass(LIMITS.relayArrivalMs)
  relays.lookAround()
  offer(other, 'b')
  t.alike([sent(relays, '8'), sent(relays, '8')], ['b', 'a'])
  relays.arrived(testKey('8'))
  t.is(sent(relays, '5'), 'a')
})

test('a member whose relay does not answer the host makes room', (t) => {
  const { relays, members } = crowd(LIMITS.roomRelays + 1)
  const [first] = members
  if (!first) return t.fail('nobody')
  offer(first, 'a')
  relays.fail(testKey('f'))
  t.absent(members.at(-1)?.channel.isAsked, 'that was not a relay of the room')
  relays.fail(testKey('a'))
  t.ok(members.at(-1)?.channel.isAsked)
})
