import test, { type Assertions } from 'brittle'
import fs from '#fs'
import path from '#path'
import type { PublicKey } from '../../shared/base/key.ts'
import { testKey } from '../helpers/keys.ts'
import { KnownRooms } from '../../shared/identity/known-rooms.ts'
import { Visits } from '../../client-app/visits.ts'

const WORK = testKey('a')
const CLUB = testKey('c')

test('a visit is remembered from when one comes in until one leaves', async (t) => {
  const { rooms, visit } = await open(t)
  const { visits, at } = visit(WORK)
  visits.left()
  t.alike(rooms.list(), [], 'one was never there')
  at(1000)
  visits.arrived('lobby')
  t.alike(rooms.list(), [{ key: WORK, alias: null, name: 'lobby', lastThere: 1000 }])
  at(2000)
  visits.arrived('hall')
  t.is(rooms.withKey(WORK)?.lastThere, 1000, 'a return is the same visit')
  visits.left()
  t.is(rooms.withKey(WORK)?.lastThere, 2000)
})

test('what the user calls the room is known from the start', async (t) => {
  const { rooms, visit } = await open(t)
  rooms.setAlias(WORK, 'work')
  t.is(visit(WORK).visits.alias, 'work')
  t.is(visit(CLUB).visits.alias, null)
})

test('a room that calls itself like another one of the user’s is pointed out, and gets no alias', async (t) => {
  const { rooms, visit } = await open(t)
  rooms.setAlias(WORK, 'work')
  const { visits, problems } = visit(CLUB)
  visits.arrived('W\u043erk')
  t.is(problems.length, 1)
  t.ok(problems[0]?.includes(`what you call "work" is another: ${WORK}`), problems[0])
  t.is(rooms.called('work')?.key, WORK)
  const own = visit(WORK)
  own.visits.arrived('work')
  t.alike(own.problems, [])
})

test('a list that cannot be kept is told once, and one that is not wanted is not there', async (t) => {
  const { storage, rooms, visit } = await open(t)
  fs.mkdirSync(path.join(storage, 'rooms'))
  const { visits, problems } = visit(WORK)
  visits.arrived('lobby')
  visits.left()
  t.is(problems.length, 1, problems.join())
  fs.rmdirSync(path.join(storage, 'rooms'))
  const none = new Visits({ storage: null, key: WORK })
  none.arrived('lobby')
  none.left()
  t.alike(rooms.list(), [])
})

async function open(t: Assertions) {
  const storage = await t.tmp()
  fs.chmodSync(storage, 0o700)
  const visit = (key: PublicKey) => {
    let now = 0
    const problems: string[] = []
    const visits = new Visits({ storage, key, timeOfDay: () => now })
    visits.onProblem = (problem) => problems.push(problem)
    return { visits, problems, at: (time: number) => (now = time) }
  }
  return { storage, rooms: new KnownRooms(storage), visit }
}
