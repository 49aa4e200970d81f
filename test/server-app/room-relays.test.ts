import test from 'brittle'
import type { PublicKey } from '../../shared/base/key.ts'
import { testKey } from '../helpers/keys.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { b4a } from '../../shared/base/packages.ts'
import type { RelayWord } from '../../shared/room/relaying.ts'
import { RoomRelays, type RelayChannel } from '../../server-app/room-relays.ts'

/** A member's channel, as its host sees it. */
class FakeChannel implements RelayChannel {
  readonly heard: RelayWord[] = []
  isRefused = false
  say: (word: RelayWord) => void = () => {}

  relay(word: RelayWord): void {
    this.heard.push(word)
  }

  listen({ onRelay }: { onRelay: (word: RelayWord) => void }): void {
    this.say = onRelay
  }

  refuse(): void {
    this.isRefused = true
  }

  get isAsked(): boolean {
    return this.heard.some(({ kind }) => kind === 'wanted')
  }

  get vouchedFor(): string[] {
    return this.heard.flatMap((word) => (word.kind === 'vouch' ? [word.key] : []))
  }
}

const NEWCOMER = { publicKey: b4a.from(testKey('9'), 'hex'), isPunchable: false }

interface Member {
  channel: FakeChannel
  remove: () => void
}

function join(relays: RoomRelays, owner: PublicKey, isDirect = true): Member {
  const channel = new FakeChannel()
  return { channel, remove: relays.add(channel, owner, () => isDirect) }
}

function offer({ channel }: Member, letter: string, isOpen = true): void {
  channel.say({ kind: 'offer', key: testKey(letter), isOpen })
}

test('only members with a path of their own are asked, and only where there is a need', (t) => {
  const relays = new RoomRelays(() => true)
  t.ok(join(relays, testKey('1')).channel.isAsked)
  t.absent(join(relays, testKey('2'), false).channel.isAsked)
  t.absent(join(new RoomRelays(() => false), testKey('1')).channel.isAsked)
})

test('a few are asked, and the next one when one of them goes', (t) => {
  const relays = new RoomRelays(() => true)
  const members = Array.from({ length: LIMITS.roomRelays + 1 }, (_, index) =>
    join(relays, testKey(String(index)))
  )
  t.is(members.filter(({ channel }) => channel.isAsked).length, LIMITS.roomRelays)
  t.absent(members.at(-1)?.channel.isAsked)
  members[0]?.remove()
  t.ok(members.at(-1)?.channel.isAsked)
})

test('the host vouches for a newcomer to the relay it names', (t) => {
  const relays = new RoomRelays(() => true)
  t.ok(relays.isEmpty)
  t.is(relays.next(NEWCOMER), null)
  const member = join(relays, testKey('1'))
  offer(member, 'a')
  t.absent(relays.isEmpty)
  t.alike(relays.next(NEWCOMER), b4a.from(testKey('a'), 'hex'))
  t.alike(member.channel.vouchedFor, [testKey('9')])
  member.remove()
  t.is(relays.next(NEWCOMER), null)
})

test('open members come first, then those that were named least', (t) => {
  const relays = new RoomRelays(() => true)
  const [one, two, three] = [
    join(relays, testKey('1')),
    join(relays, testKey('2')),
    join(relays, testKey('3'))
  ]
  offer(one, 'a', false)
  offer(two, 'b')
  offer(three, 'c')
  const named = [1, 2, 3, 4].map(
    () => b4a.toString(relays.next(NEWCOMER) ?? b4a.alloc(0), 'hex')[0]
  )
  t.alike(named, ['b', 'c', 'b', 'c'])
  offer(two, 'b')
  two.remove()
  three.channel.say({ kind: 'offer', key: null, isOpen: true })
  t.alike(relays.next(NEWCOMER), b4a.from(testKey('a'), 'hex'))
})

test('nobody relays for themselves, and who is relayed relays for nobody', (t) => {
  const relays = new RoomRelays(() => true)
  offer(join(relays, testKey('9')), 'a')
  t.is(relays.next(NEWCOMER), null)
  const channel = new FakeChannel()
  let isDirect = true
  relays.add(channel, testKey('1'), () => isDirect)
  channel.say({ kind: 'offer', key: testKey('b'), isOpen: true })
  isDirect = false
  t.is(relays.next(NEWCOMER), null)
})

test('an offer nobody asked for, and any other word, is a breach', (t) => {
  const relays = new RoomRelays(() => false)
  const { channel } = join(relays, testKey('1'))
  channel.say({ kind: 'offer', key: testKey('a'), isOpen: true })
  t.ok(channel.isRefused)
  t.ok(relays.isEmpty)
  const asked = join(new RoomRelays(() => true), testKey('1')).channel
  asked.say({ kind: 'vouch', key: testKey('a') })
  t.ok(asked.isRefused)
})
