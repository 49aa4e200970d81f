import test, { type Assertions } from 'brittle'
import fs from '#fs'
import path from '#path'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { KnownRooms } from '../../../shared/identity/known-rooms.ts'
import { refusalOf } from '../../helpers/refusal.ts'

const WORK = testKey('a')
const HOME = testKey('b')
const CLUB = testKey('c')

test('rooms are remembered with what they are called, the last one visited first', async (t) => {
  const { rooms, again } = await open(t)
  t.alike(rooms.list(), [])
  rooms.setAlias(WORK, 'work')
  rooms.visit(HOME, 'living-room', 1000)
  rooms.visit(WORK, null, 2000)
  rooms.visit(HOME, null, 1500)
  t.alike(again().list(), [
    { key: WORK, alias: 'work', name: null, lastThere: 2000 },
    { key: HOME, alias: null, name: 'living-room', lastThere: 1500 }
  ])
  t.is(again().withKey(HOME)?.name, 'living-room')
  t.is(again().withKey(CLUB), null)
})

test('an alias means one room, and nothing that looks like it means another', async (t) => {
  const { rooms } = await open(t)
  t.is(rooms.setAlias(WORK, 'work'), null)
  for (const alias of ['work', 'Work', 'w\u043erk']) {
    t.is(rooms.called(alias)?.key, WORK)
    t.is(rooms.setAlias(HOME, alias)?.key, WORK, alias)
  }
  t.is(rooms.called('home'), null)
  rooms.setAlias(WORK, 'office')
  t.is(rooms.called('work'), null, 'the user may change it')
  t.is(rooms.setAlias(HOME, 'work'), null)
  t.is(rooms.forget('work')?.key, HOME)
  t.is(rooms.forget('work'), null)
  t.is(rooms.called('work'), null)
})

test('what a host calls its room is no alias', async (t) => {
  const { rooms } = await open(t)
  rooms.visit(CLUB, 'work', 1)
  t.is(rooms.called('work'), null)
  t.is(rooms.setAlias(WORK, 'work'), null)
})

test('whatever is in the file, only what makes sense is taken', async (t) => {
  const { rooms, file } = await open(t)
  const lines = [
    'nonsense',
    '[]',
    '{"key":"ab"}',
    JSON.stringify({ key: WORK, alias: 'x\x1b[2J', name: 'a b', lastThere: -1 }),
    JSON.stringify({ key: HOME, alias: 'home', name: 7, lastThere: 1 }),
    JSON.stringify({ key: HOME, alias: 'other', lastThere: 9 }),
    JSON.stringify({ key: CLUB, alias: 'Home' }),
    JSON.stringify({ key: testKey('d'), alias: 'b76aa8fe' })
  ]
  fs.writeFileSync(file, lines.join('\n'))
  const facts = rooms.list().map(({ key, alias, name }) => [key[0], alias, name])
  t.alike(facts, [
    ['b', 'home', null],
    ['a', null, null],
    ['c', null, null],
    ['d', null, null]
  ])
})

test('the list is bounded: those without an alias, visited longest ago, go first', async (t) => {
  const { rooms, file } = await open(t)
  const lines = Array.from({ length: LIMITS.knownRooms }, (_, index) => {
    const key = index.toString(16).padStart(64, '0')
    return JSON.stringify({
      key,
      alias: index === 0 ? 'first' : null,
      name: null,
      lastThere: index
    })
  })
  fs.writeFileSync(file, lines.join('\n'))
  rooms.visit(WORK, null, 5000)
  const list = rooms.list()
  t.is(list.length, LIMITS.knownRooms)
  t.is(list[0]?.key, WORK)
  t.is(rooms.called('first')?.lastThere, 0)
  t.is(
    list.some(({ lastThere }) => lastThere === 1),
    false
  )
  fs.writeFileSync(file, 'x'.repeat(4 * LIMITS.knownRooms * 1024))
  t.is(refusalOf(() => rooms.list())?.code, 'STORAGE_UNREADABLE')
})

test('a list that others could have written is not believed', async (t) => {
  const { rooms, storage } = await open(t)
  rooms.setAlias(WORK, 'work')
  if (path.sep === '\\') return
  fs.chmodSync(storage, 0o777)
  t.is(refusalOf(() => rooms.called('work'))?.code, 'STORAGE_EXPOSED')
  fs.chmodSync(storage, 0o700)
  t.is(fs.statSync(path.join(storage, 'rooms')).mode & 0o777, 0o600)
})

async function open(t: Assertions) {
  const storage = path.join(await t.tmp(), 'storage')
  const rooms = new KnownRooms(storage)
  fs.mkdirSync(storage, { mode: 0o700 })
  return {
    storage,
    rooms,
    file: path.join(storage, 'rooms'),
    again: () => new KnownRooms(storage)
  }
}
