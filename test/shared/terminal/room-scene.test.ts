import test from 'brittle'
import { testKey } from '../../helpers/keys.ts'
import type { ShownPath } from '../../../shared/app/shown-path.ts'
import { roomScene, roomTitle } from '../../../shared/terminal/room-scene.ts'
import { NOBODY } from '../../helpers/nobody.ts'

const KEY = 'b76aa8fe'

test('a room is called as this user calls it, else as its host does, and never without its key', (t) => {
  for (const [alias, roomName, title] of [
    [null, null, null],
    [null, 'lobby', 'lobby (b76aa8fe)'],
    ['work', null, 'work (b76aa8fe)'],
    ['work', 'lobby', 'work (b76aa8fe)']
  ] as const) {
    const participant = { ...NOBODY, facts: { ...NOBODY.facts, roomName } }
    t.is(roomTitle(participant, { key: KEY, alias }), title)
    t.is(roomScene(participant, { key: KEY, alias }).room, title ?? KEY)
  }
  t.is(roomTitle(null, { key: KEY, alias: 'work' }), 'work (b76aa8fe)')
  t.is(roomScene(null, { key: KEY, alias: null }).room, KEY)
})

test('the path is one’s own, as it is now', (t) => {
  const relay = { key: testKey('ab'), name: 'ben', isOwn: false }
  const of = (key: string): ShownPath | null =>
    key === NOBODY.key ? { path: 'relayed', relay } : null
  const relaying = { pairs: 2, bytesPerSecond: 40 * 1024 }
  const tag = { key: KEY, alias: null }
  const scene = roomScene({ ...NOBODY, paths: { of, relaying } }, tag)
  t.alike(scene.path, { full: 'relayed via ben', short: 'relayed' })
  t.alike(scene.relaying, { full: 'relaying 2, 40.0 KiB/s', short: 'relaying 2' })
  const { path, relaying: none } = roomScene(NOBODY, tag)
  t.alike([path, none], [null, null])
})

test('those who are away are listed apart', (t) => {
  const people = ['anna', 'ben', 'eve'].map((name, index) => {
    return { key: testKey(index), name, isPlain: false, isAway: name === 'ben' }
  })
  const { names, away } = roomScene({ ...NOBODY, people: () => people }, { key: KEY, alias: null })
  t.alike([names, away], [['anna', 'eve'], ['ben']])
})
