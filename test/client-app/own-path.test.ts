import test from 'brittle'
import { OwnPath } from '../../client-app/own-path.ts'
import { pathInWords } from '../../shared/app/shown-path.ts'
import type { PublicKey } from '../../shared/base/key.ts'
import type { Path } from '../../shared/network/path.ts'
import { testKey } from '../helpers/keys.ts'

const [RELAY, OTHER, BEN] = [testKey('a'), testKey('b'), testKey('c')]
const DIRECT: Path = { kind: 'direct' }
const through = (relay: PublicKey): Path => ({ kind: 'relayed', relay })

test('a path is told once, and again whenever it is another', (t) => {
  const { link, path } = place()
  const told: string[] = []
  t.is(path.shown, null)
  link.go(through(RELAY))
  const first = path.tell((now) => told.push(pathInWords(now)))
  t.is(first && pathInWords(first), 'relayed via aaaaaaaa')
  link.go(through(RELAY))
  t.alike(told, [])
  link.go(through(OTHER))
  link.go(DIRECT)
  link.go(DIRECT)
  t.alike(told, ['relayed via bbbbbbbb', 'direct'])
})

test('nothing is told before the first is', (t) => {
  const { link, path } = place()
  link.go(through(RELAY))
  path.relayedBy(RELAY, BEN)
  const told: string[] = []
  const first = path.tell((now) => told.push(pathInWords(now)))
  t.is(first && pathInWords(first), 'relayed via ben')
  t.alike(told, [])
})

test('the host says whose relay it is, the roster what that one is called', (t) => {
  const { link, path, member } = place()
  const told: string[] = []
  link.go(through(RELAY))
  path.tell((now) => told.push(pathInWords(now)))
  const people = member.people
  member.people = () => []
  path.relayedBy(RELAY, BEN)
  t.alike(told, [], 'somebody nobody knows')
  member.people = people
  path.look()
  t.alike(told, ['relayed via ben'])
})

test('the first word of the host counts, and only of the relay that carries us', (t) => {
  const { link, path, member } = place()
  const told: string[] = []
  link.go(through(RELAY))
  path.tell((now) => told.push(pathInWords(now)))
  for (let count = 0; count < 100; count++) {
    path.relayedBy(OTHER, BEN)
    path.relayedBy(RELAY, BEN)
    path.relayedBy(RELAY, member.key)
  }
  t.alike(told, ['relayed via ben'])
  link.go(through(OTHER))
  path.relayedBy(OTHER, BEN)
  t.alike(told.slice(1), ['relayed via bbbbbbbb', 'relayed via ben'])
})

test('members know their own path, while they are in', (t) => {
  const { link, path, member } = place()
  link.go(DIRECT)
  t.alike(path.of(member.key), { path: 'direct', relay: null })
  t.is(path.of(BEN), null)
  member.isIn = false
  t.is(path.of(member.key), null)
})

function place() {
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
  return { link, member, path: new OwnPath(link, { member: () => member }) }
}
