import test from 'brittle'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { Drops, type Drop } from '../../../shared/room/drops.ts'

const ANNA = testKey('a')
const BEN = testKey('b')

test('a drop is reported at once, then as a count each minute', (t) => {
  const { drops, told, pass } = open()
  for (let count = 0; count < 5000; count++) drops.add('forged', ANNA)
  drops.add('forged', BEN)
  drops.add('replayed', ANNA)
  t.alike(told.splice(0), [
    { reason: 'forged', author: ANNA, count: 1 },
    { reason: 'forged', author: BEN, count: 1 },
    { reason: 'replayed', author: ANNA, count: 1 }
  ])
  pass(LIMITS.dropCountMs)
  for (let count = 0; count < 10; count++) drops.add('forged', ANNA)
  t.alike(
    told,
    [{ reason: 'forged', author: ANNA, count: 5000 }],
    '4,999 from before, and this one'
  )
})

test('of masses of authors, only some are named', (t) => {
  const { drops, told, pass } = open()
  for (let author = 0; author < 5000; author++) drops.add('forged', testKey(author))
  t.is(told.length, LIMITS.toldDrops + 1)
  t.alike(told.at(-1), { reason: 'forged', author: '', count: 1 })
  pass(LIMITS.dropCountMs)
  drops.add('forged', testKey(5000))
  t.alike(told.at(-1), { reason: 'forged', author: '', count: 5000 - LIMITS.toldDrops })
})

function open(): { drops: Drops; told: Drop[]; pass: (ms: number) => void } {
  let now = 1000
  const told: Drop[] = []
  const drops = new Drops(
    (drop) => told.push(drop),
    () => now
  )
  return { drops, told, pass: (ms) => (now += ms) }
}
