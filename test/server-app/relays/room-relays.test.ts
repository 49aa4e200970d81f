import test from 'brittle'
import type { PublicKey } from '../../../shared/base/key.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { testKey } from '../../helpers/keys.ts'
import { FakeChannel, join, offer, relaysOf, sent } from '../../helpers/relaying-members.ts'

const NEWCOMER = { key: testKey('9'), isPunchable: false }

test('only members with a path of their own are asked, and only where there is a need', (t) => {
  const relays = relaysOf()
  t.ok(join(relays, testKey('1')).channel.isAsked)
  t.absent(join(relays, testKey('2'), testKey('f')).channel.isAsked)
  t.absent(join(relaysOf({ isNeeded: () => false }), testKey('1')).channel.isAsked)
})

test('a member is asked over its newest connection alone, which may be a relayed one', (t) => {
  const relays = relaysOf()
  const former = new FakeChannel()
  let carrier: PublicKey | null = testKey('e')
  relays.add({ channel: former, owner: testKey('1'), carrier: () => carrier })
  const { channel } = join(relays, testKey('1'), testKey('f'))
  // That relay is gone, and the connection through it about to be.
  carrier = null
  relays.lookAround()
  t.absent(former.isAsked)
  t.absent(channel.isAsked)
})

test('a few are asked, and the next one when one of them goes', (t) => {
  const relays = relaysOf()
  const members = Array.from({ length: LIMITS.roomRelays + 1 }, (_, index) =>
    join(relays, testKey(String(index)))
  )
  t.is(members.filter(({ channel }) => channel.isAsked).length, LIMITS.roomRelays)
  t.absent(members.at(-1)?.channel.isAsked)
  members[0]?.remove()
  t.ok(members.at(-1)?.channel.isAsked)
})

test('the host vouches for a newcomer to the relay it names', (t) => {
  const relays = relaysOf()
  t.ok(relays.isEmpty)
  t.is(relays.next(NEWCOMER), null)
  const member = join(relays, testKey('1'))
  offer(member, 'a')
  t.absent(relays.isEmpty)
  t.alike(relays.next(NEWCOMER), testKey('a'))
  t.alike(member.channel.vouchedFor, [testKey('9')])
  member.remove()
  t.is(relays.next(NEWCOMER), null)
})

test('open members come first, then those that were named least', (t) => {
  const relays = relaysOf()
  const [one, two, three] = [
    join(relays, testKey('1')),
    join(relays, testKey('2')),
    join(relays, testKey('3'))
  ]
  offer(one, 'a', false)
  offer(two, 'b')
  offer(three, 'c')
  const named = ['5', '6', '7', '8'].map((newcomer) => sent(relays, newcomer))
  t.alike(named, ['b', 'c', 'b', 'c'])
  offer(two, 'b')
  two.remove()
  three.channel.say({ kind: 'offer', key: null, isOpen: true })
  t.alike(relays.next(NEWCOMER), testKey('a'))
})

test('nobody relays for themselves, and who is relayed relays for nobody', (t) => {
  const relays = relaysOf()
  offer(join(relays, testKey('9')), 'a')
  t.is(relays.next(NEWCOMER), null)
  const channel = new FakeChannel()
  let carrier: PublicKey | null = null
  relays.add({ channel, owner: testKey('1'), carrier: () => carrier })
  channel.say({ kind: 'offer', key: testKey('b'), isOpen: true })
  carrier = testKey('f')
  t.is(relays.next(NEWCOMER), null)
})

test('an offer nobody asked for, and any other word, is a breach', (t) => {
  const relays = relaysOf({ isNeeded: () => false })
  const { channel } = join(relays, testKey('1'))
  channel.say({ kind: 'offer', key: testKey('a'), isOpen: true })
  t.ok(channel.isRefused)
  t.ok(relays.isEmpty)
  const asked = join(relaysOf(), testKey('1')).channel
  asked.say({ kind: 'vouch', key: testKey('a') })
  t.ok(asked.isRefused)
})

test('a member through whom somebody was lost comes after others', (t) => {
  const relays = relaysOf()
  const [one, two] = [join(relays, testKey('1')), join(relays, testKey('2'))]
  offer(one, 'a')
  offer(two, 'b')
  t.is(sent(relays, '5'), 'a')
  relays.arrived(testKey('5'))
  relays.blame(testKey('a'))
  relays.blame(testKey('8'))
  t.alike(
    ['5', '6', '7'].map((newcomer) => sent(relays, newcomer)),
    ['b', 'b', 'b']
  )
})
