import test from 'brittle'
import { OwnPath } from '../../../client-app/relays/own-path.ts'
import { pathInWords } from '../../../shared/app/shown-path.ts'
import type { PublicKey } from '../../../shared/base/key.ts'
import type { Path } from '../../../shared/network/path.ts'
import { testKey } from '../../helpers/keys.ts'

const [RELAY, OTHER, BEN] = [testKey('a'), testKey('b'), testKey('c')]
const DIRECT: Path = { kind: 'direct' }
const through = (relay: PublicKey): Path => ({ kind: 'relayed', relay })

test('a path is told once, and again whenever it is another', (t) => {
  const { link, path, told, tell } = place({ isInRoom: false })
  t.is(path.shown, null)
  link.go(through(RELAY))
  t.is(tell(), 'relayed via aaaaaaaa')
  link.go(through(RELAY))
  t.alike(told, [])
  link.go(through(OTHER))
  link.go(DIRECT)
  link.go(DIRECT)
  t.alike(told, ['relayed via bbbbbbbb', 'direct'])
})

test('nothing is told before the first is', (t) => {
  const { link, path, told, tell } = place()
  path.relayedBy(RELAY, BEN)
  link.go(through(RELAY))
  t.is(tell(), 'relayed via ben')
  path.settle()
  t.alike(told, [])
})

test('in a room a relay is told once, with the name of its member', (t) => {
  const { link, path, told, tell, member } = place()
  link.go(through(RELAY))
  tell()
  t.is(path.shown?.relay?.name, undefined, 'it is due')
  const people = member.people
  member.people = () => []
  path.relayedBy(RELAY, BEN)
  t.alike(told, [], 'the roster comes with the welcome')
  member.people = people
  path.settle()
  path.settle()
  t.alike(told, ['relayed via ben'])
  link.go(through(OTHER))
  t.alike(told.slice(1), [], 'another connection, and another welcome')
  path.relayedBy(OTHER, BEN)
  path.settle()
  t.alike(told.slice(1), ['relayed via ben'])
})

test('a relay that is nobody’s in the room is told once the host has let us in', (t) => {
  const { link, path, told, tell } = place()
  link.go(through(RELAY))
  tell()
  link.go(through(OTHER))
  path.settle()
  t.alike(told, ['relayed via bbbbbbbb'])
  t.is(path.shown?.relay?.name, null)
})

test('a relay of one’s own has no name to wait for', (t) => {
  const { link, path, tell } = place({ relays: [RELAY] })
  link.go(through(RELAY))
  t.is(tell(), 'relayed via your relay')
  t.is(path.shown?.relay?.name, null)
})

test('the first word of the host counts, and only of the relay that carries us', (t) => {
  const { link, path, told, tell, member } = place()
  link.go(through(RELAY))
  tell()
  for (let count = 0; count < 100; count++) {
    path.relayedBy(OTHER, BEN)
    path.relayedBy(RELAY, BEN)
    path.relayedBy(RELAY, member.key)
    path.settle()
  }
  t.alike(told, ['relayed via ben'])
})

test('members know their own path, while they are in', (t) => {
  const { link, path, member } = place()
  link.go(DIRECT)
  t.alike(path.of(member.key), { path: 'direct', relay: null })
  t.is(path.of(BEN), null)
  member.isIn = false
  t.is(path.of(member.key), null)
})

function place({ isInRoom = true, relays = [] as PublicKey[] } = {}) {
  const link = {
    path: null as Path | null,
    go: (_path: Path): void => {},
    on(event: 'path' | 'change', listener: (is: never) => void) {
      if (event === 'change') return
      link.go = (path) => {
        link.path = path
        listener(path as never)
      }
    }
  }
  const member = {
    key: testKey('d'),
    isIn: true,
    people: () => [{ key: BEN, name: 'ben', isPlain: false, isAway: false }]
  }
  const path = new OwnPath(link, { relays, ...(isInRoom && { member: () => member }) })
  const told: string[] = []
  const tell = (): string | null => {
    const first = path.tell((now) => told.push(pathInWords(now)))
    return first && pathInWords(first)
  }
  return { link, member, path, told, tell }
}
