import test from 'brittle'
import { isSamePath, pathInWords, showPath } from '../../../shared/app/shown-path.ts'
import type { PublicKey } from '../../../shared/base/key.ts'
import type { Path } from '../../../shared/network/path.ts'
import { testKey } from '../../helpers/keys.ts'

const KEY = testKey('2eb32bdb')
const RELAYED: Path = { kind: 'relayed', relay: KEY }

test('a relay is called by the name of its member, or as one’s own, or by its key', (t) => {
  const own = [KEY]
  const nameOf = (key: PublicKey): string | null => (key === KEY ? 'ben' : null)
  const relay = { key: KEY, name: null, isOwn: false }
  t.alike(showPath(RELAYED, { own: [] }), { path: 'relayed', relay })
  t.is(pathInWords(showPath(RELAYED, { own: [] })), 'relayed via 2eb32bdb')
  t.is(pathInWords(showPath(RELAYED, { own })), 'relayed via your relay')
  t.is(pathInWords(showPath(RELAYED, { own: [], nameOf })), 'relayed via ben')
  t.alike(showPath({ kind: 'lan' }, { own, nameOf }), { path: 'lan', relay: null })
  t.is(pathInWords(showPath({ kind: 'lan' }, { own })), 'LAN')
  t.is(pathInWords(showPath({ kind: 'direct' }, { own })), 'direct')
})

test('paths are the same if they read the same, through the same relay', (t) => {
  const relayed = showPath(RELAYED, { own: [] })
  const other = { kind: 'relayed', relay: testKey('ab') } as const
  t.ok(isSamePath(relayed, showPath(RELAYED, { own: [] })))
  t.absent(isSamePath(relayed, showPath(RELAYED, { own: [], nameOf: () => 'ben' })))
  t.absent(isSamePath(relayed, showPath(other, { own: [] })))
  t.absent(isSamePath(relayed, showPath({ kind: 'direct' }, { own: [] })))
})
