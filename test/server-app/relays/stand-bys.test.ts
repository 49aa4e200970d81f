import test from 'brittle'
import type { PublicKey } from '../../../shared/base/key.ts'
import { testKey } from '../../helpers/keys.ts'
import { join, offer, relaysOf, sent, type Member } from '../../helpers/relaying-members.ts'
import type { RoomRelays } from '../../../server-app/relays/room-relays.ts'

test('who is relayed knows two other relays, which know it, and is told when that changes', (t) => {
  const { relays, relaying } = room('abcd')
  const ben = join(relays, testKey('9'), testKey('a'))
  t.is(ben.channel.standBys, 'bc')
  for (const index of [1, 2]) t.alike(relaying[index]?.channel.vouchedFor, [testKey('9')])
  t.alike(relaying[3]?.channel.vouchedFor, [], 'strangers to each other')
  relaying[1]?.remove()
  t.is(ben.channel.standBys, 'cd')
  const words = ben.channel.heard.length
  relays.lookAround()
  t.is(ben.channel.heard.length, words, 'said once')
  relaying[3]?.channel.say({ kind: 'offer', key: null, isOpen: false })
  t.is(ben.channel.standBys, 'c')
})

test('who has a direct path is told nothing, and who gets one needs none any more', (t) => {
  const { relays } = room('abc')
  t.is(join(relays, testKey('8')).channel.standBys, null)
  let carrier: PublicKey | null = testKey('a')
  const ben = join(relays, testKey('9'))
  relays.add({ channel: ben.channel, owner: testKey('9'), carrier: () => carrier })
  t.is(ben.channel.standBys, 'bc')
  carrier = null
  relays.lookAround()
  t.is(ben.channel.standBys, '')
})

test('those whom a relay carries are moved before it goes, or when it has gone', (t) => {
  const { relays, relaying } = room('abc')
  const carried = join(relays, testKey('9'), testKey('a'))
  const other = join(relays, testKey('8'), testKey('b'))
  relaying[0]?.channel.say({ kind: 'offer', key: null, isOpen: false })
  t.alike([carried.channel.isMoved, other.channel.isMoved], [true, false])
  t.alike(carried.channel.standBys, 'bc')
  relaying[1]?.remove()
  t.ok(other.channel.isMoved)
})

test('who comes again is sent to another relay, to one it knows first', (t) => {
  const { relays } = room('abcd')
  t.is(sent(relays, '9'), 'a')
  relays.arrived(testKey('9'))
  join(relays, testKey('9'), testKey('a'))
  // Known to nobody, so the one named least comes first.
  t.is(sent(relays, '7'), 'b')
  t.is(sent(relays, '9'), 'c')
})

test('a host keeps connections to its relays while they are needed, and prefers those', (t) => {
  const open: string[] = []
  let isRandom = false
  const relays = relaysOf({
    isRandom: () => isRandom,
    connections: {
      keep: (relay) => {
        const letter = relay.slice(0, 1)
        open.push(letter)
        return () => void open.splice(open.indexOf(letter), 1)
      },
      isReady: (relay) => relay.startsWith('b')
    }
  })
  const relaying = offering(relays, 'abc')
  t.is(open.join(''), '', 'it needs no punch')
  const ben = join(relays, testKey('9'), testKey('a'))
  t.is(open.sort().join(''), 'abc', 'somebody may need one')
  t.is(sent(relays, '7'), 'b')
  ben.remove()
  t.is(open.join(''), '')
  isRandom = true
  relays.lookAround()
  relaying[0]?.remove()
  t.is(open.join(''), 'bc')
})

interface Relaying {
  relays: RoomRelays
  relaying: Member[]
}

/** A room with one open member for each letter, who relays on a key of that letter. */
function room(letters: string): Relaying {
  const relays = relaysOf()
  return { relays, relaying: offering(relays, letters) }
}

function offering(relays: RoomRelays, letters: string): Member[] {
  return letters.split('').map((letter, index) => {
    const member = join(relays, testKey(index))
    offer(member, letter)
    return member
  })
}
